// Moves a visit to another free time of the same doctor.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { appointmentTypesQuery } from '@/api/appointment-types'
import { appointmentsKey } from '@/api/appointments'
import { slotsKey } from '@/api/doctors'
import type { Appointment } from '@/api/types'
import { reschedule } from '@/api/visits'
import { DAYS_SHOWN, LAST_WEEK } from '@/pages/doctor/choice'
import { isGroup, kindOf } from '@/pages/doctor/kinds'
import { byDay, nearest, sameInstant } from '@/pages/doctor/slot-list'
import { TimesPane } from '@/pages/doctor/times-pane'
import { useSlots } from '@/pages/doctor/use-slots'
import { addDays, dayIn, daysBetween } from '@/time/days'
import type { Day } from '@/time/days'
import { formatDay, formatTime } from '@/time/format'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { ErrorState } from '@/ui/states'
import { useTakesFocus } from '@/ui/use-takes-focus'
import type { Side } from './cancel-dialog'
import { MoveObstacle } from './move-obstacle'

const ALTERNATIVES = 3

interface MoveDialogProps {
  /** As it stands now; null closes it. */
  appointment: Appointment | null
  side: Side
  zone: string
  onClose: () => void
}

export function MoveDialog({ appointment, side, zone, onClose }: MoveDialogProps) {
  const { t } = useTranslation()
  const [last, setMoved] = useState<Appointment | null>(null)
  const moved = last !== null && last.id === appointment?.id ? last : null
  const close = () => {
    setMoved(null)
    onClose()
  }
  return (
    <Dialog open={appointment !== null} title={t(moved ? 'reschedule.doneTitle' : 'reschedule.title')} onClose={close}>
      {appointment && moved ? (
        <Moved appointment={moved} side={side} zone={zone} onClose={close} />
      ) : (
        appointment && (
          <MoveForm
            key={appointment.id}
            appointment={appointment}
            side={side}
            zone={zone}
            onMoved={setMoved}
            onClose={close}
          />
        )
      )}
    </Dialog>
  )
}

interface MoveFormProps {
  appointment: Appointment
  side: Side
  zone: string
  onMoved: (appointment: Appointment) => void
  onClose: () => void
}

function MoveForm({ appointment, side, zone, onMoved, onClose }: MoveFormProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { data: types = [] } = useQuery(appointmentTypesQuery(appointment.doctor_id))
  const today = dayIn(new Date(), zone)
  const weekOf = (each: Day) => Math.min(Math.max(0, Math.floor(daysBetween(today, each) / DAYS_SHOWN)), LAST_WEEK)
  const [begun] = useState(() => dayIn(appointment.starts_at, zone))
  const [week, setWeek] = useState(weekOf(begun))
  const [picked, setPicked] = useState<Day | null>(begun)
  const [time, setTime] = useState<string>()
  const firstDay = addDays(today, week * DAYS_SHOWN)
  const slots = useSlots({
    doctorId: appointment.doctor_id,
    firstDay,
    dayCount: DAYS_SHOWN,
    appointmentType: appointment.appointment_type,
    onChange: () => undefined,
  })
  const free = slots.data?.slots
  const days = useMemo(() => byDay(free ?? [], zone, firstDay, DAYS_SHOWN), [free, zone, firstDay])
  const day = picked ?? [...days].find(([, list]) => list.length > 0)?.[0] ?? (free ? firstDay : null)
  const move = useMutation({
    mutationFn: (startsAt: string) => reschedule(appointment, startsAt),
    onSuccess: onMoved,
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: appointmentsKey }),
        queries.invalidateQueries({ queryKey: slotsKey(appointment.doctor_id) }),
      ]),
  })
  const goTo = (next: number) => {
    setWeek(next)
    setPicked(null)
  }
  const choose = (startsAt: string) => {
    move.reset()
    setTime(startsAt)
    setWeek(weekOf(dayIn(startsAt, zone)))
    setPicked(dayIn(startsAt, zone))
  }
  const known = free !== undefined && !slots.isFetching && time !== undefined && days.has(dayIn(time, zone))
  const gone = known && !move.isPending && !free.some((slot) => sameInstant(slot.starts_at, time))
  const words = (startsAt: string) => `${formatDay(dayIn(startsAt, zone), 'short')}, ${formatTime(startsAt, zone)}`
  const doctor = t('doctors.called', { name: appointment.doctor_name })
  return (
    <div data-testid="move" className="@container flex flex-col gap-5">
      <p className="font-semibold">{t('reschedule.now', { when: words(appointment.starts_at), doctor })}</p>
      {slots.error && !slots.data ? (
        <ErrorState error={slots.error} onRetry={() => void slots.refetch()} />
      ) : (
        <TimesPane
          days={days}
          loaded={free !== undefined}
          day={day}
          today={today}
          zone={zone}
          clinicZone={appointment.time_zone}
          nextAvailable={null}
          group={isGroup(kindOf(types, appointment.appointment_type))}
          chosen={time}
          onDay={setPicked}
          onEarlier={week > 0 ? () => goTo(week - 1) : null}
          onLater={week < LAST_WEEK ? () => goTo(week + 1) : null}
          onChoose={(slot) => choose(slot.starts_at)}
        />
      )}
      {time !== undefined && (move.error ?? gone) && (
        <MoveObstacle
          error={move.error}
          near={nearest(free ?? [], time, ALTERNATIVES)}
          now={words(appointment.starts_at)}
          day={dayIn(time, zone)}
          zone={zone}
          onChoose={choose}
        />
      )}
      <p className="text-small text-ink-soft">
        {side === 'patient' ? t('reschedule.patientText', { doctor }) : t('reschedule.doctorText')}
      </p>
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" data-first-focus onClick={onClose}>
          {t('reschedule.keep')}
        </Button>
        <Button
          data-testid="confirm-move"
          disabled={time === undefined || gone || move.isPending}
          onClick={() => time !== undefined && move.mutate(time)}
        >
          {move.isPending ? t('reschedule.sending') : time === undefined ? t('reschedule.choose') : t('reschedule.to', { when: words(time) })}
        </Button>
      </div>
    </div>
  )
}

function Moved({ appointment, side, zone, onClose }: Omit<MoveFormProps, 'onMoved'>) {
  const { t } = useTranslation()
  const text = useTakesFocus<HTMLParagraphElement>(appointment.version)
  const doctor = t('doctors.called', { name: appointment.doctor_name })
  return (
    <div data-testid="moved" className="flex flex-col gap-4">
      <p ref={text} tabIndex={-1} className="text-large font-semibold outline-none">
        {formatDay(dayIn(appointment.starts_at, zone), 'long')}, {formatTime(appointment.starts_at, zone)}
      </p>
      <p className="text-ink-soft">
        {side === 'patient' ? t('reschedule.doneText', { doctor }) : t('reschedule.doneDoctorText')}
      </p>
      <Button className="self-end max-sm:w-full" onClick={onClose}>
        {t('waitlist.done')}
      </Button>
    </div>
  )
}
