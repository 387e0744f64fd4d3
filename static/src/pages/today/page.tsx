// The doctor's day: a timeline that changes by itself. Another day is `?date=`.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { CalendarClock, LogIn } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { agendaQuery, appointmentsKey } from '@/api/appointments'
import type { Appointment, User } from '@/api/types'
import { useReasonText } from '@/calendar/use-reason-text'
import { useStep } from '@/calendar/use-step'
import { readAgain } from '@/live/read-again'
import { useTopic } from '@/live/use-topic'
import { CancelDialog } from '@/pages/appointments/cancel-dialog'
import { useSession } from '@/session/use-session'
import { dayIn } from '@/time/days'
import { formatDay, zoneCity } from '@/time/format'
import { useNow } from '@/time/use-now'
import { buttonLook } from '@/ui/button'
import { Notice } from '@/ui/notice'
import { PageHead } from '@/ui/page-head'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { DayFigures } from './day-figures'
import { DaySwitch } from './day-switch'
import { Timeline } from './timeline'

const NOW_EVERY_MS = 20_000
const NO_VISITS: Appointment[] = []

export function TodayPage() {
  const { t } = useTranslation()
  const { user } = useSession()
  if (user === undefined) return <AgendaSkeleton />
  if (user?.role === 'doctor') return <Agenda doctor={user} />
  return (
    <EmptyState
      icon={<LogIn aria-hidden className="size-6" />}
      title={t('today.onlyDoctors')}
      action={
        user === null && (
          <Link to="/sign-in" search={{ next: '/today' }} className={buttonLook('primary')}>
            {t('nav.signIn')}
          </Link>
        )
      }
    >
      {user && t('today.onlyDoctorsText', { role: t(`roles.${user.role}`) })}
    </EmptyState>
  )
}

function Agenda({ doctor }: { doctor: User }) {
  const { t } = useTranslation()
  const reasonText = useReasonText()
  const queries = useQueryClient()
  const navigate = useNavigate({ from: '/today' })
  const { date } = useSearch({ from: '/today' })
  const now = useNow(NOW_EVERY_MS)
  const zone = doctor.time_zone
  const today = dayIn(now, zone)
  const day = date ?? today
  const isToday = day === today

  const agenda = useQuery({ ...agendaQuery(doctor.id, day), placeholderData: (before) => before })
  const stepper = useStep()
  const [cancelling, setCancelling] = useState<Appointment | null>(null)
  const changed = () => void readAgain(queries, appointmentsKey)
  useTopic(`schedule:${doctor.id}`, {
    onEvent: changed,
    onResync: changed,
  })

  const visits = useMemo(
    () => (agenda.data ?? NO_VISITS).filter((visit) => visit.status !== 'cancelled' && visit.status !== 'expired'),
    [agenda.data],
  )
  return (
    <div className="flex flex-col gap-6">
      <PageHead title={isToday ? t('today.title') : t('today.agendaTitle')} lead={formatDay(day, 'full')}>
        <DaySwitch
          day={day}
          isToday={isToday}
          onDay={(next) => void navigate({ search: { date: next === today ? undefined : next }, resetScroll: false })}
        />
      </PageHead>
      {stepper.error && (
        <Notice tone="harm" urgent>
          {t('today.actionFailed', { reason: reasonText(stepper.error) })}
        </Notice>
      )}
      {agenda.error && !agenda.data ? (
        <ErrorState error={agenda.error} onRetry={() => void agenda.refetch()} />
      ) : !agenda.data ? (
        <AgendaSkeleton />
      ) : (
        <>
          <DayFigures visits={visits} zone={zone} now={now} />
          {visits.length === 0 && (
            <EmptyState icon={<CalendarClock aria-hidden className="size-6" />} title={t('today.emptyTitle')}>
              {t('today.emptyText')}
            </EmptyState>
          )}
          {visits.length > 0 && (
            <Timeline
              visits={visits}
              day={day}
              zone={zone}
              now={now}
              isToday={isToday}
              busy={stepper.isPending ? stepper.variables.visit.id : null}
              onStep={(visit, action) => stepper.mutate({ visit, action })}
              onCancel={setCancelling}
            />
          )}
          <p className="text-small text-ink-faint">{t('today.zone', { zone: zoneCity(zone) })}</p>
        </>
      )}
      <CancelDialog appointment={cancelling} side="doctor" zone={zone} onClose={() => setCancelling(null)} />
    </div>
  )
}

function AgendaSkeleton() {
  return (
    <div aria-busy className="flex flex-col gap-6">
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        {[1, 2, 3, 4].map((figure) => (
          <Skeleton key={figure} className="h-20" />
        ))}
      </div>
      <Skeleton className="h-120" />
    </div>
  )
}
