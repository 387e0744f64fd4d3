// The entries that match, the newest first.
import { useInfiniteQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { auditQuery } from '@/api/audit'
import type { AuditFilter } from '@/api/audit'
import { zoneCity } from '@/time/format'
import { readersZone } from '@/time/days'
import { walkRows } from '@/ui/arrow-keys'
import { Button } from '@/ui/button'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { EntryRow } from './entry-row'

export function EntryList({ filter, narrowed }: { filter: AuditFilter; narrowed: boolean }) {
  const { t } = useTranslation()
  const entries = useInfiniteQuery({ ...auditQuery(filter), placeholderData: (before) => before })
  const rows = entries.data?.pages.flatMap((page) => page.results) ?? []
  if (entries.error && (rows.length === 0 || entries.isPlaceholderData)) {
    return <ErrorState error={entries.error} onRetry={() => void entries.refetch()} />
  }
  if (entries.isPending) {
    return (
      <div aria-busy className="flex flex-col gap-2 pt-8">
        {[1, 2, 3, 4, 5, 6, 7, 8].map((row) => (
          <Skeleton key={row} className="h-12" />
        ))}
      </div>
    )
  }
  if (rows.length === 0) {
    return (
      <EmptyState icon={<ScrollText aria-hidden className="size-6" />} title={t('audit.emptyTitle')}>
        {t(narrowed ? 'audit.empty' : 'audit.nothing')}
      </EmptyState>
    )
  }
  return (
    <section aria-label={t('audit.entries')} aria-busy={entries.isPlaceholderData} className="flex flex-col gap-3">
      <p role="status" className="text-small text-ink-faint">
        {t(entries.hasNextPage ? 'audit.foundMore' : 'audit.found', { count: rows.length })}{' '}
        {t('audit.zone', { zone: zoneCity(readersZone()) })}
      </p>
      <ul onKeyDown={walkRows} className="divide-y divide-line rounded-base border border-line bg-surface">
        {rows.map((entry) => (
          <EntryRow key={entry.id} entry={entry} />
        ))}
      </ul>
      {entries.hasNextPage && (
        <Button
          kind="secondary"
          className="self-center"
          disabled={entries.isFetchingNextPage}
          onClick={() => void entries.fetchNextPage()}
        >
          {t('audit.more')}
        </Button>
      )}
    </section>
  )
}
