// Pick a time, confirm: the two panes right of the doctor, and how they act on each other.
import { useLocation } from '@tanstack/react-router'
import { CalendarX2 } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isRefusal } from '@/api/refusal'
import type { Appointment, Doctor } from '@/api/types'
import { useSession } from '@/session/use-session'
import { dayIn, readersZone } from '@/time/days'
import type { Day } from '@/time/days'
import { formatTime } from '@/time/format'
import { Button } from '@/ui/button'
import { useDraft } from '@/ui/draft'
import { classNames } from '@/ui/class-names'
import { EmptyState, ErrorState } from '@/ui/states'
import { BookedPane } from './booked-pane'
import { DAYS_SHOWN, useChoice } from './choice'
import { ConfirmPane, ConfirmPlaceholder } from './confirm-pane'
import { byDay, sameInstant } from './slot-list'
import { TimesPane } from './times-pane'
import { useBooking } from './use-booking'
import { useObstacle } from './use-obstacle'
import { useSlots } from './use-slots'

interface BookerProps {
  doctorId: string
  /** Undefined while it loads. */
  doctor: Doctor | undefined
  doctorName: string
}

export function Booker({ doctorId, doctor, doctorName }: BookerProps) {
  const { t } = useTranslation()
  const { user } = useSession()
  const zone = readersZone()
  const choice = useChoice(zone)
  const chosen = choice.slot
  const here = useLocation({ select: (location) => location.href })
  const [notes, setNotes] = useDraft(`booking:${doctorId}`)
  const [patientId, setPatientId] = useDraft(`booking-for:${doctorId}`)
  const [booked, setBooked] = useState<Appointment | null>(null)
  const [takenLive, setTakenLive] = useState<string | null>(null)
  const [heard, setHeard] = useState('')
  const obstacleOf = useObstacle()

  const booking = useBooking((appointment) => {
    setBooked(appointment)
    setNotes('')
    setPatientId('')
    choice.unchoose(false)
  })
  const slots = useSlots({
    doctorId,
    firstDay: choice.firstDay,
    dayCount: DAYS_SHOWN,
    appointmentType: choice.type,
    onChange: (change, kind) => {
      const time = formatTime(change.starts_at, zone)
      setHeard(t(kind === 'taken' ? 'booker.announceTaken' : 'booker.announceFreed', { time }))
      if (kind === 'taken' && chosen && sameInstant(change.starts_at, chosen)) setTakenLive(chosen)
      if (kind === 'freed' && takenLive && sameInstant(change.starts_at, takenLive)) setTakenLive(null)
    },
  })

  const free = slots.data?.slots
  const days = useMemo(() => byDay(free ?? [], zone, choice.firstDay, DAYS_SHOWN), [free, zone, choice.firstDay])
  const firstFree = [...days].find(([, list]) => list.length > 0)?.[0] ?? null
  // The first free day is settled on once: it does not move under the reader when somebody books or cancels.
  const [settled, setSettled] = useState<{ firstDay: Day; day: Day } | null>(null)
  if (firstFree !== null && settled?.firstDay !== choice.firstDay) {
    setSettled({ firstDay: choice.firstDay, day: firstFree })
  }
  const shownFirst = settled?.firstDay === choice.firstDay ? settled.day : choice.firstDay
  const day = choice.day ?? (free ? shownFirst : null)
  const offered = !isNotOffered(slots.error)
  const clinicZone = slots.data?.time_zone ?? doctor?.time_zone ?? zone
  const clinicId = chosen && free?.find((slot) => sameInstant(slot.starts_at, chosen))?.clinic_id
  const place = doctor?.clinics.find((clinic) => clinic.id === clinicId)?.name ?? null

  const choose = (startsAt: string) => {
    setBooked(null)
    booking.reset()
    choice.choose(startsAt)
  }
  const chooseType = (type: string | undefined) => {
    booking.reset()
    choice.chooseType(type)
  }

  // Only of the days that are shown is it known what is free.
  const known = free !== undefined && !slots.isFetching && chosen !== undefined && days.has(dayIn(chosen, zone))
  const obstacle =
    chosen === undefined || booking.isPending
      ? null
      : obstacleOf({
          error: booking.error && sameInstant(booking.variables.starts_at, chosen) ? booking.error : null,
          takenLive: takenLive === chosen,
          absent: known && !free.some((slot) => sameInstant(slot.starts_at, chosen)),
          startsAt: chosen,
          free: free ?? [],
        })

  const secondPane = chosen !== undefined || booked !== null
  const lastPane = useRef<HTMLElement>(null)
  useEffect(() => {
    // Where the panes take turns, the one whose turn it is comes into view.
    if (secondPane && matchMedia('(width < 64rem)').matches) lastPane.current?.scrollIntoView({ block: 'start' })
  }, [secondPane, booked])
  return (
    <>
      <div
        className={classNames(
          '@container rounded-base border border-line bg-surface p-4 shadow-raised sm:p-6',
          secondPane && 'max-lg:hidden',
        )}
      >
        {!offered ? (
          <EmptyState
            icon={<CalendarX2 aria-hidden className="size-6" />}
            title={t('confirm.notOfferedTitle', { doctor: doctorName })}
            action={
              <Button kind="secondary" onClick={() => chooseType(undefined)}>
                {t('confirm.toConsultation')}
              </Button>
            }
          />
        ) : slots.error && !slots.data ? (
          <ErrorState error={slots.error} onRetry={() => void slots.refetch()} />
        ) : (
          <TimesPane
            days={days}
            loaded={free !== undefined}
            day={day}
            today={choice.today}
            zone={zone}
            clinicZone={clinicZone}
            nextAvailable={doctor?.next_available ?? null}
            chosen={chosen}
            onDay={choice.goToDay}
            onEarlier={choice.goEarlier}
            onLater={choice.goLater}
            onChoose={(slot) => choose(slot.starts_at)}
          />
        )}
      </div>
      <section
        ref={lastPane}
        aria-label={t('confirm.title')}
        className={classNames('scroll-mt-4 lg:sticky lg:top-6', !secondPane && 'max-lg:hidden')}
      >
        {booked ? (
          <div className="rounded-base border border-line bg-surface p-5 shadow-raised sm:p-6">
            <BookedPane appointment={booked} doctorName={doctorName} zone={zone} onAnother={() => setBooked(null)} />
          </div>
        ) : chosen === undefined ? (
          <ConfirmPlaceholder />
        ) : (
          <div className="animate-arrives rounded-base border border-line bg-surface p-5 shadow-raised sm:p-6">
            <ConfirmPane
              doctorName={doctorName}
              startsAt={chosen}
              minutes={slots.data?.duration_minutes ?? null}
              place={place}
              zone={zone}
              clinicZone={clinicZone}
              appointmentType={choice.type}
              offered={offered}
              onAppointmentType={chooseType}
              patientId={patientId}
              onPatient={setPatientId}
              notes={notes}
              onNotes={setNotes}
              user={user}
              here={here}
              obstacle={obstacle}
              sending={booking.isPending}
              onBook={() =>
                booking.mutate({
                  doctor_id: doctorId,
                  starts_at: chosen,
                  appointment_type: choice.type,
                  ...(patientId !== '' && { patient_id: patientId }),
                  ...(notes.trim() !== '' && { patient_notes: notes.trim() }),
                })
              }
              onChoose={choose}
              onChange={() => {
                booking.reset()
                choice.unchoose(true)
              }}
            />
          </div>
        )}
      </section>
      <p aria-live="polite" className="sr-only">
        {heard}
      </p>
    </>
  )
}

/** The doctor sees patients, but not for this kind of visit. */
function isNotOffered(error: unknown): boolean {
  const errors = isRefusal(error) ? error.problem.errors : undefined
  return errors?.some((each) => each.field === 'appointment_type') ?? false
}
