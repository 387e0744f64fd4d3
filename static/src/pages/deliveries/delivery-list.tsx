// The messages that match, the newest first, and a word about the one that was sent again.
import { useInfiniteQuery } from '@tanstack/react-query'
import { MailCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { deliveriesQuery } from '@/api/deliveries'
import { readersZone } from '@/time/days'
import { zoneCity } from '@/time/format'
import { walkRows } from '@/ui/arrow-keys'
import { Button } from '@/ui/button'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { Toast } from '@/ui/toast'
import { DeliveryRow } from './delivery-row'
import { deliveryFilterOf, isNarrowed } from './search'
import type { DeliveriesSearch } from './search'

export function DeliveryList({ search }: { search: DeliveriesSearch }) {
  const { t } = useTranslation()
  const [told, setTold] = useState<{ words: string } | null>(null)
  const messages = useInfiniteQuery({
    ...deliveriesQuery(deliveryFilterOf(search)),
    placeholderData: (before) => before,
  })
  const rows = messages.data?.pages.flatMap((page) => page.results) ?? []
  if (messages.error && (rows.length === 0 || messages.isPlaceholderData)) {
    return <ErrorState error={messages.error} onRetry={() => void messages.refetch()} />
  }
  if (messages.isPending) {
    return (
      <div aria-busy className="flex flex-col gap-2 pt-8">
        {[1, 2, 3, 4, 5, 6, 7, 8].map((row) => (
          <Skeleton key={row} className="h-14" />
        ))}
      </div>
    )
  }
  return (
    <section aria-label={t('deliveries.list')} aria-busy={messages.isPlaceholderData} className="flex flex-col gap-3">
      {rows.length === 0 ? (
        <Nothing search={search} />
      ) : (
        <>
          <p role="status" className="text-small text-ink-faint">
            {t(messages.hasNextPage ? 'deliveries.foundMore' : 'deliveries.found', { count: rows.length })}{' '}
            {t('deliveries.zone', { zone: zoneCity(readersZone()) })}
          </p>
          <ul onKeyDown={walkRows} className="divide-y divide-line rounded-base border border-line bg-surface">
            {rows.map((delivery) => (
              <DeliveryRow key={delivery.id} delivery={delivery} onTell={(words) => setTold({ words })} />
            ))}
          </ul>
        </>
      )}
      {messages.hasNextPage && (
        <Button
          kind="secondary"
          className="self-center"
          disabled={messages.isFetchingNextPage}
          onClick={() => void messages.fetchNextPage()}
        >
          {t('deliveries.more')}
        </Button>
      )}
      {told && <Toast onClose={() => setTold(null)}>{told.words}</Toast>}
    </section>
  )
}

function Nothing({ search }: { search: DeliveriesSearch }) {
  const { t } = useTranslation()
  const onlyDead = search.state === 'dead' && !isNarrowed({ ...search, state: undefined })
  return (
    <EmptyState icon={<MailCheck aria-hidden className="size-6" />} title={t('deliveries.emptyTitle')}>
      {t(onlyDead ? 'deliveries.noneDead' : isNarrowed(search) ? 'deliveries.empty' : 'deliveries.nothing')}
    </EmptyState>
  )
}
