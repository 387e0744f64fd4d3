// One day at one clinic, and what is done with it.
import { Stethoscope } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Appointment, Doctor, WaitlistEntry } from '@/api/types'
import { MoveDialog } from '@/calendar/move-dialog'
import { MoveOutcome } from '@/calendar/move-outcome'
import { useMove } from '@/calendar/use-move'
import { useReasonText } from '@/calendar/use-reason-text'
import { useStep } from '@/calendar/use-step'
import { VisitDialog } from '@/calendar/visit-dialog'
import { CancelDialog } from '@/pages/appointments/cancel-dialog'
import type { Day } from '@/time/days'
import { zoneCity } from '@/time/format'
import { instantsAt, textOfMinute } from '@/time/wall'
import { whenOf } from '@/time/when-of'
import { Notice } from '@/ui/notice'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { Toast } from '@/ui/toast'
import { BookingDialog } from './booking-dialog'
import type { BookingWish } from './booking-values'
import { DeskGrid } from './desk-grid'
import { FreeTimesChoice } from './free-times-choice'
import { useDesk } from './use-desk'
import { WaitingRoom } from './waiting-room'
import { WaitlistPanel } from './waitlist-panel'

interface DeskDayProps {
  clinicId: string
  day: Day
  zone: string
  now: Date
  wantedKind: string | undefined
  onKind: (code: string) => void
}

export function DeskDay({ clinicId, day, zone, now, wantedKind, onKind }: DeskDayProps) {
  const { t } = useTranslation()
  const reasonText = useReasonText()
  const { columns, kinds, kind, known, error, again } = useDesk(clinicId, day, zone, wantedKind)
  const visits = useMemo(() => columns.flatMap((column) => column.visits), [columns])
  const mover = useMove()
  const stepper = useStep()
  const [opened, setOpened] = useState<string | null>(null)
  const [moving, setMoving] = useState<Appointment | null>(null)
  const [cancelling, setCancelling] = useState<Appointment | null>(null)
  const [wish, setWish] = useState<BookingWish | null>(null)
  const [booked, setBooked] = useState<Appointment | null>(null)
  const [intoGap, setIntoGap] = useState(false)

  if (error && !known) return <ErrorState error={error} onRetry={again} />
  if (!known) {
    return (
      <div aria-busy>
        <Skeleton className="h-120" />
      </div>
    )
  }
  if (columns.length === 0) {
    return (
      <EmptyState icon={<Stethoscope aria-hidden className="size-6" />} title={t('desk.noDoctorsTitle')}>
        {t('desk.noDoctors')}
      </EmptyState>
    )
  }
  const doctors = columns.map(({ doctor }) => doctor)
  const openedVisit = visits.find(({ id }) => id === opened) ?? null
  const wishFor = (doctor: Doctor, minute: number | null) =>
    setWish({ doctorId: doctor.id, day, time: minute === null ? '' : textOfMinute(minute), patient: null, kind })
  const wishOf = (entry: WaitlistEntry) =>
    setWish({
      doctorId: entry.doctor_id ?? doctors[0]?.id ?? '',
      day,
      time: '',
      patient: { id: entry.patient_id, name: entry.patient_name },
      kind: entry.appointment_type,
    })
  return (
    <>
      <MoveOutcome mover={mover} zone={zone} asking={moving !== null} />
      {intoGap && (
        <Notice tone="waiting" urgent>
          {t('move.noSuchTime')}
        </Notice>
      )}
      {stepper.error && !openedVisit && (
        <Notice tone="harm" urgent>
          {t('visit.failed', { reason: reasonText(stepper.error) })}
        </Notice>
      )}
      <FreeTimesChoice kinds={kinds} kind={kind} onKind={onKind} />
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_17rem]">
        <DeskGrid
          columns={columns}
          clinicId={clinicId}
          day={day}
          zone={zone}
          now={now}
          stepper={stepper}
          onOpen={({ id }) => setOpened(id)}
          onBook={wishFor}
          onDrop={(visit, minute) => {
            const [startsAt] = instantsAt(day, minute, zone)
            setIntoGap(startsAt === undefined)
            if (startsAt) mover.move({ visit, startsAt })
          }}
        />
        <aside className="grid gap-5 sm:grid-cols-2 xl:grid-cols-1">
          <WaitingRoom visits={visits} scope={`${clinicId} ${day}`} zone={zone} now={now} onOpen={({ id }) => setOpened(id)} />
          <WaitlistPanel doctorIds={doctors.map(({ id }) => id)} zone={zone} onBook={wishOf} />
        </aside>
      </div>
      <p className="text-small text-ink-faint">{t('calendar.zone', { zone: zoneCity(zone) })}</p>
      <VisitDialog
        visit={openedVisit}
        zone={zone}
        stepper={stepper}
        onMove={(visit) => {
          setOpened(null)
          setMoving(visit)
        }}
        onCancel={(visit) => {
          setOpened(null)
          setCancelling(visit)
        }}
        onClose={() => setOpened(null)}
      />
      <MoveDialog visit={moving} side="doctor" zone={zone} mover={mover} onClose={() => setMoving(null)} />
      <CancelDialog appointment={cancelling} side="doctor" zone={zone} onClose={() => setCancelling(null)} />
      <BookingDialog
        wish={wish}
        doctors={doctors}
        zone={zone}
        onBooked={(visit) => {
          setWish(null)
          setBooked(visit)
        }}
        onClose={() => setWish(null)}
      />
      {booked && (
        <Toast key={booked.id} onClose={() => setBooked(null)}>
          {t('desk.booking.booked', { name: booked.patient_name, when: whenOf(booked.starts_at, zone) })}
        </Toast>
      )}
    </>
  )
}
