// The day of a clinic: a column a doctor beside the hours.
import { Link } from '@tanstack/react-router'
import { Plus, Timer } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Appointment, Doctor } from '@/api/types'
import { HourAxis } from '@/calendar/hour-axis'
import { piecesOf } from '@/calendar/pieces'
import { GRID_MINUTES, scaleOf } from '@/calendar/scale'
import { useDrag } from '@/calendar/use-drag'
import type { Stepper } from '@/calendar/use-step'
import type { Day } from '@/time/days'
import { IconButton } from '@/ui/button'
import { DeskColumn } from './desk-column'
import type { DeskDoctor } from './use-desk'

interface DeskGridProps {
  columns: DeskDoctor[]
  clinicId: string
  day: Day
  zone: string
  now: Date
  stepper: Stepper
  onOpen: (visit: Appointment) => void
  /** Null where the time is still to be chosen. */
  onBook: (doctor: Doctor, minute: number | null) => void
  onDrop: (visit: Appointment, minute: number) => void
}

export function DeskGrid({ columns, clinicId, day, zone, now, stepper, onOpen, onBook, onDrop }: DeskGridProps) {
  const grid = useRef<HTMLDivElement>(null)
  const shown = columns.flatMap(({ visits, free }) => [...visits.flatMap((visit) => piecesOf(visit, day, day, zone)), ...free])
  const scale = scaleOf(shown)
  const visitOf = (id: string) => columns.flatMap(({ visits }) => visits).find((visit) => visit.id === id)
  const { dragged, grab } = useDrag({
    grid,
    scale,
    gridMinutes: GRID_MINUTES,
    withinColumn: true,
    onDrop: (id, { minute }) => {
      const visit = visitOf(id)
      if (visit) onDrop(visit, minute)
    },
  })
  const template = { gridTemplateColumns: `3.5rem repeat(${columns.length}, minmax(12rem, 1fr))` }
  return (
    <div className="overflow-x-auto rounded-base border border-line bg-surface shadow-raised">
      <div ref={grid} className="grid gap-y-3 pb-3" style={template}>
        <span aria-hidden className="sticky left-0 z-20 border-b border-line bg-surface" />
        {columns.map(({ doctor, free, offers }) => (
          <ColumnHead key={doctor.id} doctor={doctor} free={offers ? free.length : null} onBook={() => onBook(doctor, null)} />
        ))}
        <div className="sticky left-0 z-20 bg-surface">
          <HourAxis scale={scale} />
        </div>
        {columns.map(({ doctor, visits, free }) => (
          <DeskColumn
            key={doctor.id}
            doctor={doctor}
            clinicId={clinicId}
            day={day}
            zone={zone}
            now={now}
            scale={scale}
            visits={visits}
            free={free}
            dragged={dragged?.column === doctor.id ? dragged : null}
            stepper={stepper}
            onGrab={(event, visit, minute) =>
              grab(event, {
                id: visit.id,
                at: { column: doctor.id, minute },
                lasts: Math.round((Date.parse(visit.ends_at) - Date.parse(visit.starts_at)) / 60_000),
              })
            }
            onOpen={onOpen}
            onBook={(minute) => onBook(doctor, minute)}
          />
        ))}
      </div>
    </div>
  )
}

interface ColumnHeadProps {
  doctor: Doctor
  /** How many times; null where the doctor does not offer that kind of visit. */
  free: number | null
  onBook: () => void
}

function ColumnHead({ doctor, free, onBook }: ColumnHeadProps) {
  const { t } = useTranslation()
  const name = t('doctors.name', { first: doctor.first_name, last: doctor.last_name })
  return (
    <div
      data-testid="desk-doctor"
      data-id={doctor.id}
      className="flex min-w-0 items-center gap-1 border-b border-l border-line py-1 pl-3"
    >
      <div className="min-w-0 flex-1">
        <h2 className="truncate font-semibold">{name}</h2>
        <p className="truncate text-small text-ink-soft">{free === null ? t('desk.notOffered') : t('desk.free', { count: free })}</p>
      </div>
      <Link
        to="/schedule"
        search={{ doctor: doctor.id }}
        aria-label={t('desk.hoursOf', { doctor: name })}
        title={t('desk.hoursOf', { doctor: name })}
        className="inline-flex size-11 items-center justify-center rounded-base text-ink-soft hover:bg-sunken hover:text-ink"
      >
        <Timer aria-hidden className="size-4" />
      </Link>
      <IconButton label={t('desk.bookWith', { doctor: name })} onClick={onBook}>
        <Plus aria-hidden className="size-5" />
      </IconButton>
    </div>
  )
}
