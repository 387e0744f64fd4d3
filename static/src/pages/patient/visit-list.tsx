// The visits of one patient that the reader may see, the latest first.
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { patientVisitsQuery } from '@/api/appointments'
import type { Appointment } from '@/api/types'
import { typeName } from '@/pages/appointments/type-name'
import { dayIn } from '@/time/days'
import { formatDay, formatTime } from '@/time/format'
import { Button } from '@/ui/button'
import { ErrorState, Skeleton } from '@/ui/states'
import { StatusBadge } from '@/ui/status-badge'

export function VisitList({ patientId }: { patientId: string }) {
  const { t } = useTranslation()
  const visits = useInfiniteQuery(patientVisitsQuery(patientId))
  const rows = visits.data?.pages.flatMap((page) => page.results) ?? []
  return (
    <section aria-labelledby="patient-visits" className="flex flex-col gap-3">
      <h2 id="patient-visits" className="text-large font-semibold">
        {t('patient.visits')}
      </h2>
      {visits.error && rows.length === 0 ? (
        <ErrorState error={visits.error} onRetry={() => void visits.refetch()} />
      ) : visits.isPending ? (
        <Skeleton className="h-40" />
      ) : rows.length === 0 ? (
        <p className="text-ink-soft">{t('patient.noVisits')}</p>
      ) : (
        <ul className="divide-y divide-line rounded-base border border-line bg-surface">
          {rows.map((visit) => (
            <Row key={visit.id} visit={visit} />
          ))}
        </ul>
      )}
      {visits.hasNextPage && (
        <Button
          kind="secondary"
          className="self-center"
          disabled={visits.isFetchingNextPage}
          onClick={() => void visits.fetchNextPage()}
        >
          {t('appointments.more')}
        </Button>
      )}
    </section>
  )
}

function Row({ visit }: { visit: Appointment }) {
  const { t, i18n } = useTranslation()
  const day = dayIn(visit.starts_at, visit.time_zone)
  return (
    <li className="flex flex-wrap items-center gap-x-5 gap-y-1 px-4 py-3 sm:px-5">
      <p className="min-w-0 flex-1 basis-64">
        <span className="block font-semibold">
          {formatDay(day, 'date')}, {formatTime(visit.starts_at, visit.time_zone)}
        </span>
        <span className="block text-small text-ink-soft">
          {t('doctors.called', { name: visit.doctor_name })} · {typeName(i18n, visit.appointment_type)}
        </span>
      </p>
      <StatusBadge status={visit.status} />
    </li>
  )
}
