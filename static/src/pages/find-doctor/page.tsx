// Find a doctor: search, a filter, and who is free next.
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { UserRoundSearch } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { doctorsQuery } from '@/api/doctors'
import { UnverifiedAddress } from '@/session/unverified-address'
import { walkRows } from '@/ui/arrow-keys'
import { Button, buttonLook } from '@/ui/button'
import { PageHead } from '@/ui/page-head'
import { EmptyState, ErrorState } from '@/ui/states'
import { DoctorRow, DoctorRowSkeleton } from './doctor-row'
import { DoctorSearch } from './doctor-search'
import { FirstFree } from './first-free'

export function FindDoctorPage() {
  const { t } = useTranslation()
  const filter = useSearch({ from: '/' })
  const navigate = useNavigate({ from: '/' })
  const doctors = useInfiniteQuery({ ...doctorsQuery(filter), placeholderData: (before) => before })
  const rows = doctors.data?.pages.flatMap((page) => page.results) ?? []
  const filtered = Boolean(filter.q ?? filter.specialty)

  return (
    <div className="flex flex-col gap-6">
      <PageHead title={t('doctors.title')} lead={t('doctors.lead')} />
      <UnverifiedAddress />
      <DoctorSearch
        filter={filter}
        onChange={(next) => void navigate({ search: next, replace: true, resetScroll: false })}
      />
      {filter.specialty && <FirstFree key={filter.specialty} specialty={filter.specialty} />}
      {doctors.error && rows.length === 0 ? (
        <ErrorState error={doctors.error} onRetry={() => void doctors.refetch()} />
      ) : doctors.isPending ? (
        <div aria-busy className="flex flex-col gap-3 pt-8">
          {[1, 2, 3, 4, 5].map((row) => (
            <DoctorRowSkeleton key={row} />
          ))}
        </div>
      ) : rows.length === 0 ? (
        <EmptyState
          icon={<UserRoundSearch aria-hidden className="size-6" />}
          title={t('doctors.emptyTitle')}
          action={
            filtered && (
              <Link to="/" className={buttonLook('secondary')}>
                {t('doctors.emptyAction')}
              </Link>
            )
          }
        >
          {t('doctors.emptyText')}
        </EmptyState>
      ) : (
        <section aria-label={t('doctors.listLabel')} className="flex flex-col gap-3">
          <p role="status" className="text-small text-ink-faint">
            {doctors.hasNextPage
              ? t('doctors.foundMore', { count: rows.length })
              : t('doctors.found', { count: rows.length })}
          </p>
          <ul onKeyDown={walkRows} className="flex flex-col gap-3">
            {rows.map((doctor) => (
              <DoctorRow key={doctor.id} doctor={doctor} />
            ))}
          </ul>
          {doctors.hasNextPage && (
            <Button
              kind="secondary"
              className="self-center"
              disabled={doctors.isFetchingNextPage}
              onClick={() => void doctors.fetchNextPage()}
            >
              {t('doctors.more')}
            </Button>
          )}
        </section>
      )}
    </div>
  )
}
