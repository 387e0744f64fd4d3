// One doctor's day at the clinic: visits, free times to book with a press, and what is dragged.
import { Check, DoorOpen } from 'lucide-react'
import { useMemo } from 'react'
import type { PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Appointment, Doctor } from '@/api/types'
import { DayColumn } from '@/calendar/day-column'
import { openingsOn, shutOn } from '@/calendar/openings'
import { daysFrom, lanesOf, piecesOf, rezoned, skippedOn } from '@/calendar/pieces'
import { GRID_MINUTES, minuteAt, pxOf, topOf, within } from '@/calendar/scale'
import type { Scale } from '@/calendar/scale'
import type { Dragged } from '@/calendar/use-drag'
import { useHours } from '@/calendar/use-hours'
import type { Stepper } from '@/calendar/use-step'
import { VisitChip } from '@/calendar/visit-chip'
import { addDays, dayIn } from '@/time/days'
import type { Day } from '@/time/days'
import { minuteIn, textOfMinute } from '@/time/wall'
import { useSoftList } from '@/ui/soft-list'
import type { FreeTime } from './free-times'
import { quickStep } from './waiting'

interface DeskColumnProps {
  doctor: Doctor
  clinicId: string
  day: Day
  zone: string
  now: Date
  scale: Scale
  /** Keeps its identity while nothing changes. */
  visits: Appointment[]
  free: FreeTime[]
  dragged: Dragged | null
  stepper: Stepper
  onGrab: (event: PointerEvent, visit: Appointment, minute: number) => void
  onOpen: (visit: Appointment) => void
  /** At this minute of the day. */
  onBook: (minute: number) => void
}

export function DeskColumn(props: DeskColumnProps) {
  const { doctor, clinicId, day, zone, now, scale, visits, free, dragged, stepper } = props
  const { t } = useTranslation()
  const hours = useHours(doctor, doctor.time_zone)
  const ground = useMemo(() => {
    const around = daysFrom(addDays(day, -1), 3)
    const openings = openingsOn(around, hours).filter((opening) => opening.clinicId === clinicId)
    return {
      openings: rezoned(openings, day, hours.zone, zone),
      shut: rezoned(shutOn(around, hours), day, hours.zone, zone),
      skipped: skippedOn(day, zone),
    }
  }, [hours, day, zone, clinicId])
  const shown = useSoftList(visits, ({ starts_at, id }) => `${starts_at}${id}`, `${day} ${doctor.id}`)
  const present = new Set(visits.map(({ id }) => id))
  const pieces = shown
    .filter(({ item, leaving }) => !leaving || !present.has(item.id))
    .flatMap(({ item: visit, leaving }) => piecesOf(visit, day, day, zone).map((piece) => ({ visit, piece, leaving })))
  const lanes = lanesOf(pieces.map(({ piece }) => piece))
  const name = t('doctors.name', { first: doctor.first_name, last: doctor.last_name })
  return (
    <DayColumn
      column={doctor.id}
      label={t('desk.column', { doctor: name })}
      scale={scale}
      ground={{ ...ground, now: dayIn(now, zone) === day ? minuteIn(now, zone) : null }}
      drop={dragged && { ...dragged, words: `${textOfMinute(dragged.minute)}–${textOfMinute(dragged.minute + dragged.lasts)}` }}
      onPress={(px) => props.onBook(minuteAt(px - pxOf(GRID_MINUTES / 2), scale, GRID_MINUTES))}
      className="border-l border-line"
    >
      {free.map((time) => (
        <FreeSlot key={time.startsAt} time={time} scale={scale} doctor={name} onBook={() => props.onBook(time.from)} />
      ))}
      {pieces.map(({ visit, piece, leaving }, index) => (
        <VisitChip
          key={visit.id}
          visit={visit}
          piece={piece}
          lane={lanes[index] ?? { lane: 0, of: 1 }}
          scale={scale}
          zone={zone}
          reachable
          lifted={dragged?.id === visit.id}
          leaving={leaving}
          onOpen={() => props.onOpen(visit)}
          onGrab={
            leaving || dayIn(visit.starts_at, zone) !== day
              ? undefined
              : (event) => props.onGrab(event, visit, piece.from)
          }
          action={!leaving && <QuickStep visit={visit} now={now} stepper={stepper} />}
        />
      ))}
    </DayColumn>
  )
}

/** For the mouse; by keyboard there is the button at the head of the column. */
function FreeSlot({ time, scale, doctor, onBook }: { time: FreeTime; scale: Scale; doctor: string; onBook: () => void }) {
  const { t } = useTranslation()
  const shown = within(time, scale)
  if (shown === null) return null
  const at = textOfMinute(time.from)
  return (
    <li className="absolute inset-x-0" style={{ top: topOf(shown.from, scale), height: pxOf(shown.to - shown.from) }}>
      <button
        type="button"
        tabIndex={-1}
        data-testid="free"
        data-starts-at={time.startsAt}
        aria-label={t('desk.bookAt', { time: at, doctor })}
        onClick={onBook}
        className="group h-full w-full px-2 text-left text-small text-action-ink hover:bg-action-wash"
      >
        <span aria-hidden className="invisible group-hover:visible">
          + {at}
        </span>
      </button>
    </li>
  )
}

const STEP_ICONS = { confirm: Check, check_in: DoorOpen }

function QuickStep({ visit, now, stepper }: { visit: Appointment; now: Date; stepper: Stepper }) {
  const { t } = useTranslation()
  const step = quickStep(visit, now)
  if (step === null) return null
  const Icon = STEP_ICONS[step]
  const label = `${t(`today.${step}`)}: ${visit.patient_name ?? t('today.aPatient')}`
  return (
    <button
      type="button"
      data-testid={`quick-${step}`}
      aria-label={label}
      title={label}
      disabled={stepper.isPending}
      onPointerDown={(event) => event.stopPropagation()}
      onClick={() => stepper.mutate({ visit, action: step })}
      className="flex h-full max-h-11 w-9 shrink-0 items-center justify-center rounded-base text-action-ink hover:bg-surface disabled:opacity-50"
    >
      <Icon aria-hidden className="size-4" />
    </button>
  )
}
