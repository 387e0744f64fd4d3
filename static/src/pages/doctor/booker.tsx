// Pick a time, confirm: the two panes right of the doctor, and how they act on each other.
import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { CalendarX2 } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { appointmentTypesQuery } from '@/api/appointment-types'
import { isUnknownOutcome } from '@/api/attempt'
import { isRefusal } from '@/api/refusal'
import type { Doctor } from '@/api/types'
import { WaitlistInvite } from '@/pages/waitlist/invite'
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
import { ClashNotice } from './clash-notice'
import { ConfirmPane, ConfirmPlaceholder } from './confirm-pane'
import { refusesTime } from './hold-keeper'
import { KindChoice } from './kind-choice'
import { isChoice, isGroup, kindMeant, kindOf } from './kinds'
import { holdOf, orderOf } from './order'
import { clashesIn, ruleOf } from './repeat'
import { RepeatFields } from './repeat-fields'
import { SeriesPane } from './series-pane'
import { byDay, sameInstant, withOwn } from './slot-list'
import { TimesPane } from './times-pane'
import { useBooking } from './use-booking'
import type { Booked } from './use-booking'
import { useHold } from './use-hold'
import { useObstacle } from './use-obstacle'
import { useOwnSlots } from './use-own-slots'
import { useRepeat } from './use-repeat'
import { useSlots } from './use-slots'

interface BookerProps {
  doctorId: string
  /** Undefined while it loads. */
  doctor: Doctor | undefined
  doctorName: string
}

const NO_TYPES: never[] = []

export function Booker({ doctorId, doctor, doctorName }: BookerProps) {
  const { t } = useTranslation()
  const { user } = useSession()
  const zone = readersZone()
  const choice = useChoice(zone)
  const chosen = choice.slot
  const here = useLocation({ select: (location) => location.href })
  const { data: types = NO_TYPES } = useQuery(appointmentTypesQuery(doctorId))
  const kind = kindMeant(types, choice.type)
  const type = kindOf(types, kind)
  const [notes, setNotes] = useDraft(`booking:${doctorId}`)
  const [patientId, setPatientId] = useDraft(`booking-for:${doctorId}`)
  const [repeat, setRepeat] = useRepeat(doctorId)
  const [booked, setBooked] = useState<Booked | null>(null)
  const [takenLive, setTakenLive] = useState<string | null>(null)
  const [heard, setHeard] = useState('')
  const obstacleOf = useObstacle()

  const visit =
    chosen === undefined
      ? null
      : { doctor_id: doctorId, starts_at: chosen, appointment_type: kind, ...(patientId !== '' && { patient_id: patientId }) }
  const [holding, keeper] = useHold(user?.role === 'patient' && booked === null ? visit : null)
  const mine = holding.phase === 'asking' || holding.phase === 'held'

  const booking = useBooking((outcome) => {
    keeper.spent()
    setBooked(outcome)
    setNotes('')
    setPatientId('')
    setRepeat({ every: '', count: '' })
    choice.unchoose(false)
  })
  const slots = useSlots({
    doctorId,
    firstDay: choice.firstDay,
    dayCount: DAYS_SHOWN,
    appointmentType: kind,
    onChange: (change, what) => {
      const isChosen = chosen !== undefined && sameInstant(change.starts_at, chosen)
      // What is told of the reader's own doing is no news to them.
      if (isChosen && mine) return
      const time = formatTime(change.starts_at, zone)
      setHeard(t(what === 'taken' ? 'booker.announceTaken' : 'booker.announceFreed', { time }))
      if (what === 'taken' && isChosen) setTakenLive(chosen)
      if (what === 'freed' && takenLive && sameInstant(change.starts_at, takenLive)) setTakenLive(null)
    },
  })

  const offeredTimes = slots.data?.slots
  const own = useOwnSlots(offeredTimes, chosen, holding, booked !== null)
  const free = useMemo(() => offeredTimes && own.reduce(withOwn, offeredTimes), [offeredTimes, own])
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
  const chosenSlot = chosen === undefined ? undefined : free?.find((slot) => sameInstant(slot.starts_at, chosen))
  const place = doctor?.clinics.find((clinic) => clinic.id === chosenSlot?.clinic_id)?.name ?? null

  const choose = (startsAt: string) => {
    setBooked(null)
    setTakenLive(null)
    booking.reset()
    // The same one again: it ran out, or was somebody else's for a while.
    if (chosen !== undefined && sameInstant(startsAt, chosen)) keeper.again()
    choice.choose(startsAt)
  }
  const chooseType = (code: string | undefined) => {
    booking.reset()
    choice.chooseType(code)
  }
  const rule = ruleOf(repeat)
  const answered = booking.error && chosen && sameInstant(booking.variables.starts_at, chosen) ? booking.error : null
  const send = (onClash: 'refuse' | 'skip') => {
    if (visit === null || rule === undefined) return
    // What may have been booked already is asked for again with the same words.
    const before = isUnknownOutcome(answered) ? holdOf(booking.variables) : undefined
    const holdId = holding.phase === 'held' ? holding.hold.hold_id : before
    booking.mutate(orderOf({ visit, notes, rule, onClash, holdId }), {
      onError: (error) => {
        if (!isRefusal(error, 'hold_expired') && !isRefusal(error, 'hold_mismatch')) return
        keeper.lost()
        booking.reset()
      },
    })
  }

  const clashes = clashesIn(answered)
  const refused = holding.phase === 'refused' && refusesTime(holding.error) ? holding.error : null
  // Only of the days that are shown is it known what is free.
  const known = free !== undefined && !slots.isFetching && chosen !== undefined && days.has(dayIn(chosen, zone))
  const onlyLooking = holding.phase === 'none' || holding.phase === 'refused'
  const obstacle =
    chosen === undefined || booking.isPending || clashes !== null
      ? null
      : obstacleOf({
          error: answered ?? refused,
          takenLive: !mine && takenLive === chosen,
          absent: onlyLooking && known && chosenSlot === undefined,
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
        <KindChoice types={types} chosen={kind} onChoose={chooseType} />
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
            group={isGroup(type)}
            chosen={chosen}
            onDay={choice.goToDay}
            onEarlier={choice.goEarlier}
            onLater={choice.goLater}
            onChoose={(slot) => choose(slot.starts_at)}
          />
        )}
        <WaitlistInvite {...{ doctorId, doctorName, types, kind, user, here }} />
      </div>
      <section
        ref={lastPane}
        aria-label={t('confirm.title')}
        className={classNames('scroll-mt-4 lg:sticky lg:top-6', !secondPane && 'max-lg:hidden')}
      >
        {booked ? (
          <div className="rounded-base border border-line bg-surface p-5 shadow-raised sm:p-6">
            {'series' in booked ? (
              <SeriesPane series={booked.series} doctorName={doctorName} zone={zone} onAnother={() => setBooked(null)} />
            ) : (
              <BookedPane {...booked} doctorName={doctorName} zone={zone} onAnother={() => setBooked(null)} />
            )}
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
              kind={type !== undefined && isChoice(types, kind) ? type : null}
              placesLeft={isGroup(type) && chosenSlot ? chosenSlot.seats_left : null}
              offered={offered}
              holding={holding}
              onRenew={() => keeper.renew()}
              onTakeAgain={() => keeper.again()}
              patientId={patientId}
              onPatient={setPatientId}
              notes={notes}
              onNotes={setNotes}
              count={rule?.count ?? 1}
              user={user}
              here={here}
              obstacle={obstacle}
              unfinished={rule === undefined}
              sending={booking.isPending}
              onBook={() => send('refuse')}
              onChoose={choose}
              onChange={() => {
                booking.reset()
                choice.unchoose(true)
              }}
            >
              {user?.role === 'patient' && (
                <RepeatFields
                  repeat={repeat}
                  onChange={(next) => {
                    booking.reset()
                    setRepeat(next)
                  }}
                />
              )}
              {clashes && (
                <ClashNotice
                  clashes={clashes}
                  others={(rule?.count ?? 0) - clashes.length}
                  zone={zone}
                  sending={booking.isPending}
                  onOthersAnyway={() => send('skip')}
                />
              )}
            </ConfirmPane>
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
