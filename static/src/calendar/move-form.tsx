// Chooses another time for a visit and moves it there; what is in the way is said in place.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { appointmentTypesQuery } from '@/api/appointment-types'
import { appointmentQuery } from '@/api/appointments'
import type { Appointment, OverrideReason } from '@/api/types'
import type { Side } from '@/pages/appointments/cancel-dialog'
import { isGroup, kindOf } from '@/pages/doctor/kinds'
import { nearest, sameInstant } from '@/pages/doctor/slot-list'
import { TimesPane } from '@/pages/doctor/times-pane'
import { dayIn } from '@/time/days'
import { minuteIn, textOfMinute } from '@/time/wall'
import { shortWhenOf } from '@/time/when-of'
import { Button } from '@/ui/button'
import { ErrorState } from '@/ui/states'
import { MoveObstacle } from './move-obstacle'
import { TypedTime } from './typed-time'
import { useFreeDays } from './use-free-days'
import type { Mover } from './use-move'

const ALTERNATIVES = 3

interface MoveFormProps {
  /** As it was when it was opened. */
  opened: Appointment
  side: Side
  zone: string
  mover: Mover
  onMoved?: () => void
  onClose: () => void
}

export function MoveForm({ opened, side, zone, mover, onMoved, onClose }: MoveFormProps) {
  const { t } = useTranslation()
  const { data: types = [] } = useQuery(appointmentTypesQuery(opened.doctor_id))
  const { data: found = opened } = useQuery(appointmentQuery(opened.id))
  const visit = found.version >= opened.version ? found : opened
  const week = useFreeDays(opened, zone)
  const [time, setTime] = useState<string>()
  // Chosen among the free ones, or written.
  const [wasOffered, setWasOffered] = useState(false)
  const [begin, setBegin] = useState(opened.starts_at)
  const [asked, setAsked] = useState(false)
  const { free } = week
  const error = mover.refused?.wanted.visit.id === visit.id ? mover.refused.error : null

  const choose = (startsAt: string) => {
    mover.forget()
    setTime(startsAt)
    setWasOffered(true)
    setBegin(startsAt)
    week.goToDay(dayIn(startsAt, zone))
  }
  const move = (override?: OverrideReason) => {
    setAsked(true)
    if (time !== undefined) mover.move({ visit, startsAt: time, override }, { onSuccess: onMoved })
  }
  const known = free !== undefined && !week.slots.isFetching && time !== undefined && week.days.has(dayIn(time, zone))
  const gone = wasOffered && known && !mover.moving && !free.some((slot) => sameInstant(slot.starts_at, time))
  const now = shortWhenOf(visit.starts_at, zone)
  const doctor = t('doctors.called', { name: visit.doctor_name })
  return (
    <div data-testid="move" className="@container flex flex-col gap-5">
      <p className="font-semibold">
        {t('reschedule.now', { when: now, whom: side === 'patient' ? doctor : (visit.patient_name ?? t('cancelDialog.aPatient')) })}
      </p>
      {week.slots.error && !week.slots.data ? (
        <ErrorState error={week.slots.error} onRetry={() => void week.slots.refetch()} />
      ) : (
        <TimesPane
          days={week.days}
          loaded={free !== undefined}
          day={week.day}
          today={week.today}
          zone={zone}
          clinicZone={visit.time_zone}
          nextAvailable={null}
          group={isGroup(kindOf(types, visit.appointment_type))}
          chosen={time}
          onDay={week.goToDay}
          onEarlier={week.goEarlier}
          onLater={week.goLater}
          onChoose={(slot) => choose(slot.starts_at)}
        />
      )}
      {side === 'doctor' && (
        <TypedTime
          key={begin}
          begin={{ day: dayIn(begin, zone), time: textOfMinute(minuteIn(begin, zone)) }}
          zone={zone}
          asked={asked}
          onWrite={(startsAt, day) => {
            mover.forget()
            setTime(startsAt ?? undefined)
            setWasOffered(false)
            if (startsAt !== null && day >= week.today) week.goToDay(day)
          }}
        />
      )}
      {time !== undefined && (error ?? gone) && (
        <MoveObstacle
          error={error}
          side={side}
          near={nearest(free ?? [], time, ALTERNATIVES)}
          now={now}
          day={dayIn(time, zone)}
          zone={zone}
          busy={mover.moving}
          onChoose={choose}
          onOverride={(reason) => move({ reason })}
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
          // What was written may be no time: then it says so.
          disabled={(side === 'patient' && time === undefined) || gone || mover.moving}
          onClick={() => move()}
        >
          {mover.moving
            ? t('reschedule.sending')
            : time === undefined
              ? t('reschedule.choose')
              : t('reschedule.to', { when: shortWhenOf(time, zone) })}
        </Button>
      </div>
    </div>
  )
}
