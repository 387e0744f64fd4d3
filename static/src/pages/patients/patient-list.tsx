// The patients that match, the newest first.
import { useInfiniteQuery } from '@tanstack/react-query'
import { UserRoundSearch } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { patientsQuery } from '@/api/patients'
import { isRefusal } from '@/api/refusal'
import { walkRows } from '@/ui/arrow-keys'
import { Button } from '@/ui/button'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { PatientRow } from './patient-row'
import { filterOf } from './wanted'
import type { Wanted } from './wanted'

export function PatientList({ wanted, onReset }: { wanted: Wanted; onReset: () => void }) {
  const { t } = useTranslation()
  const filter = filterOf(wanted)
  const anybody = Object.keys(filter).length === 0
  const patients = useInfiniteQuery({ ...patientsQuery(filter), placeholderData: (before) => before })
  const rows = patients.data?.pages.flatMap((page) => page.results) ?? []
  const again = (
    <Button kind="secondary" onClick={onReset}>
      {t('patients.showAll')}
    </Button>
  )
  // Half an address, half a number: nothing is wrong yet.
  const unfinished = isRefusal(patients.error) && patients.error.status === 422
  if (unfinished) {
    return (
      <EmptyState icon={<UserRoundSearch aria-hidden className="size-6" />} title={t('patients.unfinishedTitle')} action={again}>
        {t('patients.unfinished')}
      </EmptyState>
    )
  }
  if (patients.error && (rows.length === 0 || patients.isPlaceholderData)) {
    return <ErrorState error={patients.error} onRetry={() => void patients.refetch()} />
  }
  if (patients.isPending) {
    return (
      <div aria-busy className="flex flex-col gap-3 pt-8">
        {[1, 2, 3, 4, 5].map((row) => (
          <Skeleton key={row} className="h-18" />
        ))}
      </div>
    )
  }
  if (rows.length === 0) {
    return (
      <EmptyState
        icon={<UserRoundSearch aria-hidden className="size-6" />}
        title={t(anybody ? 'patients.noneTitle' : 'patients.emptyTitle')}
        action={!anybody && again}
      >
        {t(anybody ? 'patients.none' : 'patients.empty')}
      </EmptyState>
    )
  }
  return (
    <section aria-label={t('patients.title')} className="flex flex-col gap-3">
      <p role="status" className="text-small text-ink-faint">
        {t(patients.hasNextPage ? 'patients.foundMore' : 'patients.found', { count: rows.length })}
      </p>
      <ul onKeyDown={walkRows} className="divide-y divide-line rounded-base border border-line bg-surface">
        {rows.map((patient) => (
          <PatientRow key={patient.id} patient={patient} />
        ))}
      </ul>
      {patients.hasNextPage && (
        <Button
          kind="secondary"
          className="self-center"
          disabled={patients.isFetchingNextPage}
          onClick={() => void patients.fetchNextPage()}
        >
          {t('patients.more')}
        </Button>
      )}
    </section>
  )
}
