// Pick a time, confirm: the two panes right of the doctor, and how they act on each other.
import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { CalendarX2 } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { appointmentTypesQuery } from '@/api/appointment-types'
import { isRefusal } from '@/api/refusal'
import type { Doctor } from '@/api/types'
import { WaitlistInvite } from '@/pages/waitlist/invite'
import { useSession } from '@/session/use-session'
import { dayIn, readersZone } from '@/time/days'
import type { Day } from '@/time/days'
import { formatTime } from '@/time/format'
import { Button } from '@/ui/button'
import { classNames } from '@/ui/class-names'
import { EmptyState, ErrorState } from '@/ui/states'
import { BookedPane } from './booked-pane'
import { DAYS_SHOWN, useChoice } from './choice'
import { ClashNotice } from './clash-notice'
import { ConfirmPane, ConfirmPlaceholder } from './confirm-pane'
import { KindChoice } from './kind-choice'
import { isChoice, isGroup, kindMeant, kindOf } from './kinds'
import { RepeatFields } from './repeat-fields'
import { SeriesPane } from './series-pane'
import { byDay, sameInstant, withOwn } from './slot-list'
import { TimesPane } from './times-pane'
import { useObstacle } from './use-obstacle'
import { useOrder } from './use-order'
import { useOwnSlots } from './use-own-slots'
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
  const { data: types = NO_TYPES, isPending: typesPending } = useQuery(appointmentTypesQuery(doctorId))
  const kind = kindMeant(types, choice.type)
  const type = kindOf(types, kind)
  const [takenLive, setTakenLive] = useState<string | null>(null)
  const [heard, setHeard] = useState('')
  const obstacleOf = useObstacle()

  const order = useOrder({
    doctorId,
    kind,
    chosen,
    // Which kind is meant where none was asked for is known with the kinds.
    holds: user?.role === 'patient' && (choice.type !== undefined || !typesPending),
    onBooked: () => choice.unchoose(false),
  })
  const { holding, keeper, mine, booked } = order
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
    order.forgetBooked()
    order.forgetRefusal()
    setTakenLive(null)
    // The same one again: it ran out, or was somebody else's for a while.
    if (chosen !== undefined && sameInstant(startsAt, chosen)) keeper.again()
    choice.choose(startsAt)
  }
  const chooseType = (code: string | undefined) => {
    order.forgetRefusal()
    choice.chooseType(code)
  }

  // Only of the days that are shown is it known what is free.
  const known = free !== undefined && !slots.isFetching && chosen !== undefined && days.has(dayIn(chosen, zone))
  const onlyLooking = holding.phase === 'none' || holding.phase === 'refused'
  const obstacle =
    chosen === undefined || order.sending || order.clashes !== null
      ? null
      : obstacleOf({
          error: order.refusal,
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
              <SeriesPane series={booked.series} doctorName={doctorName} zone={zone} onAnother={order.forgetBooked} />
            ) : (
              <BookedPane {...booked} doctorName={doctorName} zone={zone} onAnother={order.forgetBooked} />
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
              patientId={order.patientId}
              onPatient={order.setPatientId}
              notes={order.notes}
              onNotes={order.setNotes}
              count={order.rule?.count ?? 1}
              user={user}
              here={here}
              obstacle={obstacle}
              unfinished={order.rule === undefined}
              sending={order.sending}
              onBook={() => order.send('refuse')}
              onChoose={choose}
              onChange={() => {
                order.forgetRefusal()
                choice.unchoose(true)
              }}
            >
              {user?.role === 'patient' && (
                <RepeatFields
                  repeat={order.repeat}
                  onChange={(next) => {
                    order.forgetRefusal()
                    order.setRepeat(next)
                  }}
                />
              )}
              {order.clashes && (
                <ClashNotice
                  clashes={order.clashes}
                  others={(order.rule?.count ?? 0) - order.clashes.length}
                  zone={zone}
                  sending={order.sending}
                  onOthersAnyway={() => order.send('skip')}
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
