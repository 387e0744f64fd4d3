// My appointments: what is coming up, what is past; live. For the clinic's side, the visits that it may see.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { CalendarHeart, LogIn } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { pastQuery, upcomingQuery } from '@/api/appointments'
import type { Appointment } from '@/api/types'
import { MoveDialog } from '@/calendar/move-dialog'
import { MoveOutcome } from '@/calendar/move-outcome'
import { mayCancel } from '@/calendar/steps'
import { useMove } from '@/calendar/use-move'
import { occasionOf } from '@/pages/messages/occasion'
import { WriteDialog } from '@/pages/messages/write-dialog'
import { OfferCards } from '@/pages/waitlist/offer-cards'
import { WaitingSection } from '@/pages/waitlist/waiting-section'
import { UnverifiedAddress } from '@/session/unverified-address'
import { useSession } from '@/session/use-session'
import { addDays, dayIn, readersZone } from '@/time/days'
import { Button, buttonLook } from '@/ui/button'
import { PageHead } from '@/ui/page-head'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { AppointmentRow } from './appointment-row'
import { CancelDialog } from './cancel-dialog'
import type { Side } from './cancel-dialog'
import { DeskLive } from './desk-live'
import { HistoryDialog } from './history-dialog'
import { isUpcoming, mayStillMove } from './may-change'

type Question = 'move' | 'cancel' | 'write' | 'history'

export function AppointmentsPage() {
  const { t } = useTranslation()
  const { user } = useSession()
  const { offer } = useSearch({ from: '/appointments' })
  return (
    <div className="flex flex-col gap-8">
      <PageHead title={t(user && user.role !== 'patient' ? 'appointments.clinicTitle' : 'appointments.title')} />
      <UnverifiedAddress />
      {user === null ? (
        <EmptyState
          icon={<LogIn aria-hidden className="size-6" />}
          title={t('appointments.signInTitle')}
          action={
            <Link to="/sign-in" search={{ next: '/appointments' }} className={buttonLook('primary')}>
              {t('nav.signIn')}
            </Link>
          }
        />
      ) : user === undefined ? (
        <RowSkeletons />
      ) : (
        <>
          {user.role === 'staff' && <DeskLive user={user} />}
          {user.role === 'patient' && <OfferCards userId={user.id} highlighted={offer} />}
          <Appointments
            userId={user.id}
            side={user.role === 'patient' ? 'patient' : 'doctor'}
            // Administrators are in nobody's care team.
            writes={user.role !== 'admin'}
          />
          {user.role === 'patient' && <WaitingSection userId={user.id} />}
        </>
      )}
    </div>
  )
}

interface AppointmentsProps {
  userId: string
  side: Side
  writes: boolean
}

function Appointments({ userId, side, writes }: AppointmentsProps) {
  const { t, i18n } = useTranslation()
  const { appointment: highlighted } = useSearch({ from: '/appointments' })
  const [asked, setAsked] = useState<{ id: string; about: Question } | null>(null)
  const mover = useMove()
  const zone = readersZone()
  const today = dayIn(new Date(), zone)
  // Days of UTC: both queries reach over the reader's today, and what is in both is shown once.
  const coming = useQuery(upcomingQuery(addDays(today, -1)))
  const gone = useInfiniteQuery(pastQuery(addDays(today, 2)))
  const loaded = coming.data !== undefined && gone.data !== undefined
  useEffect(() => {
    if (highlighted === undefined || !loaded) return
    document.querySelector(`[data-id="${CSS.escape(highlighted)}"]`)?.scrollIntoView({ block: 'center' })
  }, [highlighted, loaded])

  const failed = (!coming.data && coming.error) || (!gone.data && gone.error)
  if (failed) {
    const again = () => void Promise.all([coming.refetch(), gone.refetch()])
    return <ErrorState error={failed} onRetry={again} />
  }
  if (!coming.data || !gone.data) return <RowSkeletons />

  const known = [...coming.data, ...gone.data.pages.flatMap((page) => page.results)]
  const all = [...new Map(known.map((appointment) => [appointment.id, appointment])).values()]
  if (all.length === 0) {
    return (
      <EmptyState
        icon={<CalendarHeart aria-hidden className="size-6" />}
        title={t('appointments.emptyTitle')}
        action={
          <Link to="/" className={buttonLook('primary')}>
            {t('appointments.emptyAction')}
          </Link>
        }
      >
        {t(side === 'patient' ? 'appointments.emptyText' : 'appointments.clinicEmptyText')}
      </EmptyState>
    )
  }
  const now = Date.now()
  const isAhead = (appointment: Appointment) => isUpcoming(appointment, now)
  const upcoming = all.filter(isAhead).sort((one, other) => one.starts_at.localeCompare(other.starts_at))
  const past = all.filter((each) => !isAhead(each)).sort((one, other) => other.starts_at.localeCompare(one.starts_at))
  const row = (appointment: Appointment) => (
    <AppointmentRow
      key={appointment.id}
      appointment={appointment}
      patientName={side === 'patient' && appointment.patient_id === userId ? null : (appointment.patient_name ?? null)}
      zone={zone}
      highlighted={appointment.id === highlighted}
      onMove={mayStillMove(appointment, now) ? () => setAsked({ id: appointment.id, about: 'move' }) : null}
      onCancel={isAhead(appointment) && mayCancel(appointment.status) ? () => setAsked({ id: appointment.id, about: 'cancel' }) : null}
      onWrite={writes ? () => setAsked({ id: appointment.id, about: 'write' }) : null}
      onHistory={() => setAsked({ id: appointment.id, about: 'history' })}
    />
  )
  // As it stands now, not as it stood when the question was asked.
  const askedAbout = (about: Question) =>
    (asked?.about === about && all.find(({ id }) => id === asked.id)) || null
  const written = askedAbout('write')
  const dialog = { side, zone, onClose: () => setAsked(null) }
  return (
    <>
      <section aria-labelledby="upcoming" className="flex flex-col gap-3">
        <h2 id="upcoming" className="text-large font-semibold">
          {t('appointments.upcoming')}
        </h2>
        {upcoming.length > 0 ? (
          <ul className="flex flex-col gap-3">{upcoming.map(row)}</ul>
        ) : (
          <p className="text-ink-soft">
            {t('appointments.emptyUpcoming')}{' '}
            <Link to="/" className="font-semibold text-action-ink underline underline-offset-2">
              {t('appointments.emptyAction')}
            </Link>
          </p>
        )}
      </section>
      {past.length > 0 && (
        <section aria-labelledby="past" className="flex flex-col gap-3">
          <h2 id="past" className="text-large font-semibold">
            {t('appointments.past')}
          </h2>
          <ul className="flex flex-col gap-3">{past.map(row)}</ul>
        </section>
      )}
      {gone.hasNextPage && (
        <Button
          kind="secondary"
          className="self-center"
          disabled={gone.isFetchingNextPage}
          onClick={() => void gone.fetchNextPage()}
        >
          {t('appointments.more')}
        </Button>
      )}
      {side === 'doctor' && <MoveOutcome mover={mover} zone={zone} asking={asked?.about === 'move'} />}
      <CancelDialog appointment={askedAbout('cancel')} {...dialog} />
      <MoveDialog visit={askedAbout('move')} mover={mover} {...dialog} />
      <WriteDialog occasion={written && occasionOf(t, i18n, written, side, zone)} onClose={() => setAsked(null)} />
      <HistoryDialog appointment={askedAbout('history')} {...dialog} readerId={userId} />
    </>
  )
}

function RowSkeletons() {
  return (
    <div aria-busy className="flex flex-col gap-3">
      <Skeleton className="h-7 w-32" />
      <Skeleton className="h-28" />
      <Skeleton className="h-28" />
      <Skeleton className="h-28" />
    </div>
  )
}
