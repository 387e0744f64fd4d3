// The doctor's week: live, changed by dragging or by keys. Another week is `?date=`; another doctor, for the clinic, `?doctor=`.
import { useQuery } from '@tanstack/react-query'
import { Keyboard } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { visitsQuery } from '@/api/appointments'
import { scheduleRulesQuery } from '@/api/schedules'
import type { Appointment, Doctor } from '@/api/types'
import { DoctorFrame } from '@/calendar/doctor-frame'
import { MoveDialog } from '@/calendar/move-dialog'
import { MoveOutcome } from '@/calendar/move-outcome'
import { isShown } from '@/calendar/moved'
import { GRID_MINUTES } from '@/calendar/scale'
import { mayMove } from '@/calendar/steps'
import { useHours } from '@/calendar/use-hours'
import { useMove } from '@/calendar/use-move'
import { useStep } from '@/calendar/use-step'
import { VisitDialog } from '@/calendar/visit-dialog'
import { useSchedules } from '@/live/use-schedules'
import { CancelDialog } from '@/pages/appointments/cancel-dialog'
import { Gate } from '@/session/gate'
import { addDays } from '@/time/days'
import { zoneCity } from '@/time/format'
import { instantsAt } from '@/time/wall'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'
import { useSoftList } from '@/ui/soft-list'
import { ErrorState, Skeleton } from '@/ui/states'
import { KeysDialog } from './keys-dialog'
import { useWeekKeys } from './use-week-keys'
import { WeekGrid } from './week-grid'
import { WeekHead } from './week-head'
import { spotsOf, weekPieces } from './week-pieces'
import { useWeek } from './use-week'

const NO_VISITS: Appointment[] = []

export function CalendarPage() {
  const { t } = useTranslation()
  return (
    <Gate title={t('calendar.title')} roles={['doctor', 'staff', 'admin']}>
      {(user) => (
        <DoctorFrame user={user} head={(choice, doctor) => <WeekHead doctor={doctor}>{choice}</WeekHead>}>
          {(doctor) => <Week doctor={doctor} />}
        </DoctorFrame>
      )}
    </Gate>
  )
}

function Week({ doctor }: { doctor: Doctor }) {
  const { t } = useTranslation()
  const zone = doctor.time_zone
  const { now, day, days, go } = useWeek(zone)
  const [first = day] = days
  const found = useQuery({ ...visitsQuery(doctor.id, first, addDays(first, 7)), placeholderData: (before) => before })
  const { data: rules } = useQuery(scheduleRulesQuery(doctor.id))
  const hours = useHours(doctor, zone)
  const mover = useMove()
  const stepper = useStep()
  const [opened, setOpened] = useState<string | null>(null)
  const [moving, setMoving] = useState<Appointment | null>(null)
  const [cancelling, setCancelling] = useState<Appointment | null>(null)
  const [intoGap, setIntoGap] = useState(false)
  const [asksKeys, setAsksKeys] = useState(false)
  const grid = useRef<HTMLDivElement>(null)
  useSchedules([doctor.id])

  const visits = useMemo(() => (found.data ?? NO_VISITS).filter(isShown), [found.data])
  const shown = useSoftList(visits, ({ starts_at, id }) => `${starts_at}${id}`, first)
  const present = new Set(visits.map(({ id }) => id))
  const pieces = weekPieces(
    // What was moved is elsewhere, not gone: it leaves no shadow where it was.
    shown.filter(({ item, leaving }) => !leaving || !present.has(item.id)).map(({ item, leaving }) => ({ visit: item, leaving })),
    days,
    zone,
  )
  const visitOf = (id: string) => visits.find((visit) => visit.id === id)
  const askToMove = (visit: Appointment | undefined) => {
    if (visit === undefined || !mayMove(visit.status)) return
    setOpened(null)
    setMoving(visit)
  }
  const onKey = useWeekKeys({
    region: grid,
    spots: spotsOf(pieces, days),
    onMove: (id) => askToMove(visitOf(id)),
    onPrevious: () => go(addDays(day, -7)),
    onNext: () => go(addDays(day, 7)),
    onToday: () => go(undefined),
    onHelp: () => setAsksKeys(true),
  })
  if (found.error && !found.data) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) {
    return (
      <div aria-busy>
        <Skeleton className="h-120" />
      </div>
    )
  }
  return (
    <section aria-label={t('calendar.title')} onKeyDown={onKey} className="flex flex-col gap-4">
      <MoveOutcome mover={mover} zone={zone} asking={moving !== null} />
      {intoGap && (
        <Notice tone="waiting" urgent>
          {t('move.noSuchTime')}
        </Notice>
      )}
      {pieces.length === 0 && <Notice tone="calm">{t('calendar.empty')}</Notice>}
      <WeekGrid
        grid={grid}
        days={days}
        day={day}
        pieces={pieces}
        hours={hours}
        zone={zone}
        now={now}
        gridMinutes={Math.min(rules?.slot_grid_minutes ?? GRID_MINUTES, GRID_MINUTES)}
        onDay={go}
        onOpen={({ id }) => setOpened(id)}
        onDrop={(id, { column, minute }) => {
          const visit = visitOf(id)
          const [startsAt] = instantsAt(column, minute, zone)
          setIntoGap(startsAt === undefined)
          if (visit && startsAt) mover.move({ visit, startsAt })
        }}
      />
      <div className="flex flex-wrap items-center justify-between gap-2 text-small text-ink-faint">
        <p>
          {t('calendar.zone', { zone: zoneCity(zone) })}
          <span className="max-md:hidden"> · {t('calendar.dragHint')}</span>
        </p>
        <Button kind="quiet" aria-keyshortcuts="?" className="max-md:hidden" onClick={() => setAsksKeys(true)}>
          <Keyboard aria-hidden className="size-5" />
          {t('calendar.keys')}
        </Button>
      </div>
      <VisitDialog
        visit={(opened !== null && visitOf(opened)) || null}
        zone={zone}
        clinicName={clinicName(doctor, opened === null ? undefined : visitOf(opened))}
        stepper={stepper}
        onMove={askToMove}
        onCancel={(visit) => {
          setOpened(null)
          setCancelling(visit)
        }}
        onClose={() => setOpened(null)}
      />
      <MoveDialog visit={moving} side="doctor" zone={zone} mover={mover} onClose={() => setMoving(null)} />
      <CancelDialog appointment={cancelling} side="doctor" zone={zone} onClose={() => setCancelling(null)} />
      <KeysDialog open={asksKeys} onClose={() => setAsksKeys(false)} />
    </section>
  )
}

/** One clinic is no news. */
function clinicName({ clinics }: Doctor, visit: Appointment | undefined): string | undefined {
  return clinics.length > 1 ? clinics.find(({ id }) => id === visit?.clinic_id)?.name : undefined
}
