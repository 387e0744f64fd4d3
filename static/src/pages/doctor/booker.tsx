// Pick a time, confirm: the two panes right of the doctor, and how they act on each other.
import { useLocation, useNavigate, useSearch } from '@tanstack/react-router'
import { CalendarX2 } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isRefusal } from '@/api/refusal'
import type { Appointment, Doctor } from '@/api/types'
import { useSession } from '@/session/use-session'
import { addDays, dayIn, daysBetween, readersZone } from '@/time/days'
import type { Day } from '@/time/days'
import { formatTime } from '@/time/format'
import { Button } from '@/ui/button'
import { useDraft } from '@/ui/draft'
import { classNames } from '@/ui/class-names'
import { EmptyState, ErrorState } from '@/ui/states'
import { BookedPane } from './booked-pane'
import { ConfirmPane, ConfirmPlaceholder } from './confirm-pane'
import { byDay, sameInstant } from './slot-list'
import { TimesPane } from './times-pane'
import { useBooking } from './use-booking'
import { useObstacle } from './use-obstacle'
import { useSlots } from './use-slots'

const DAYS_SHOWN = 7
/** Doctors can be booked up to 90 days ahead unless they say otherwise. */
const LAST_WEEK = 12

interface BookerProps {
  doctorId: string
  /** Undefined while it loads. */
  doctor: Doctor | undefined
  doctorName: string
}

export function Booker({ doctorId, doctor, doctorName }: BookerProps) {
  const { t } = useTranslation()
  const { user } = useSession()
  const search = useSearch({ from: '/doctors/$doctorId' })
  const navigate = useNavigate({ from: '/doctors/$doctorId' })
  const here = useLocation({ select: (location) => location.href })
  const [notes, setNotes] = useDraft(`booking:${doctorId}`)
  const [booked, setBooked] = useState<Appointment | null>(null)
  const [takenLive, setTakenLive] = useState<string | null>(null)
  const [heard, setHeard] = useState('')
  const obstacleOf = useObstacle()

  const zone = readersZone()
  const today = dayIn(new Date(), zone)
  const appointmentType = search.type ?? 'consultation'
  const wanted: Day | undefined = search.day ?? (search.slot && dayIn(search.slot, zone))
  const asked = wanted !== undefined && wanted >= today ? wanted : undefined
  const week = Math.min(Math.max(0, Math.floor(daysBetween(today, asked ?? today) / DAYS_SHOWN)), LAST_WEEK)
  const firstDay = addDays(today, week * DAYS_SHOWN)

  const booking = useBooking((appointment) => {
    setBooked(appointment)
    setNotes('')
    void navigate({ search: ({ slot: _, ...rest }) => rest, replace: true, resetScroll: false })
  })
  const slots = useSlots({
    doctorId,
    firstDay,
    dayCount: DAYS_SHOWN,
    appointmentType,
    onChange: (change, kind) => {
      const time = formatTime(change.starts_at, zone)
      setHeard(t(kind === 'taken' ? 'booker.announceTaken' : 'booker.announceFreed', { time }))
      if (kind === 'taken' && search.slot && sameInstant(change.starts_at, search.slot)) setTakenLive(search.slot)
      if (kind === 'freed' && takenLive && sameInstant(change.starts_at, takenLive)) setTakenLive(null)
    },
  })

  const free = slots.data?.slots
  const days = useMemo(() => byDay(free ?? [], zone, firstDay, DAYS_SHOWN), [free, zone, firstDay])
  const firstFree = [...days].find(([, list]) => list.length > 0)?.[0] ?? null
  const day = asked ?? firstFree ?? (free ? firstDay : null)
  const offered = !isNotOffered(slots.error)
  const clinicZone = slots.data?.time_zone ?? doctor?.time_zone ?? zone
  const chosen = search.slot
  const clinicId = chosen && free?.find((slot) => sameInstant(slot.starts_at, chosen))?.clinic_id
  const place = doctor?.clinics.find((clinic) => clinic.id === clinicId)?.name ?? null

  const choose = (startsAt: string) => {
    setBooked(null)
    booking.reset()
    const next = { ...search, day: dayIn(startsAt, zone), slot: startsAt }
    void navigate({ search: next, replace: chosen !== undefined, resetScroll: false })
  }
  const goToDay = (next: Day) => void navigate({ search: { ...search, day: next }, replace: true, resetScroll: false })
  const chooseType = (type: string | undefined) => {
    booking.reset()
    void navigate({ search: { ...search, type }, replace: true, resetScroll: false })
  }
  const unchoose = () => {
    booking.reset()
    void navigate({ search: ({ slot: _, ...rest }) => rest, resetScroll: false })
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
          'rounded-base border border-line bg-surface p-4 shadow-raised sm:p-6',
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
            today={today}
            zone={zone}
            clinicZone={clinicZone}
            nextAvailable={doctor?.next_available ?? null}
            chosen={chosen}
            onDay={goToDay}
            onEarlier={week > 0 ? () => goToDay(addDays(firstDay, -DAYS_SHOWN)) : null}
            onLater={week < LAST_WEEK ? () => goToDay(addDays(firstDay, DAYS_SHOWN)) : null}
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
              appointmentType={appointmentType}
              offered={offered}
              onAppointmentType={chooseType}
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
                  appointment_type: appointmentType,
                  ...(notes.trim() !== '' && { patient_notes: notes.trim() }),
                })
              }
              onChoose={choose}
              onChange={unchoose}
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
