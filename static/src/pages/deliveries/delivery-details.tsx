// All that is known of one message, and every attempt at it.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { deliveryQuery } from '@/api/deliveries'
import type { Delivery } from '@/api/types'
import { Instant } from '@/ui/instant'
import { ErrorState, Skeleton } from '@/ui/states'
import { AttemptLog } from './attempt-log'

export function DeliveryDetails({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation()
  const { data: detail, error, refetch } = useQuery(deliveryQuery(delivery.id))
  const known = detail ?? delivery
  const name = known.user_name || t('deliveries.somebody')
  return (
    <div className="animate-arrives flex flex-col gap-5 border-t border-line bg-paper px-4 py-4 text-small sm:px-10">
      <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-2 lg:grid-cols-3">
        <Fact name={t('deliveries.person')}>
          {name}
          <Link
            to="/admin/deliveries"
            search={{ person: known.user_id }}
            className="block font-semibold text-action-ink underline underline-offset-2"
          >
            {t('deliveries.allTo', { name })}
          </Link>
        </Fact>
        <Fact name={t('deliveries.address')}>{known.address ?? t('deliveries.noAddress')}</Fact>
        <Fact name={t('deliveries.priority')}>{t(`deliveries.priorities.${known.priority}`)}</Fact>
        {known.state === 'queued' && (
          <Fact name={t('deliveries.next')}>
            <Instant at={known.run_at} />
          </Fact>
        )}
        {known.sent_at && (
          <Fact name={t('deliveries.sentAt')}>
            <Instant at={known.sent_at} />
          </Fact>
        )}
        {known.last_error && <Fact name={t('deliveries.reason')}>{known.last_error}</Fact>}
        {known.provider_status && <Fact name={t('deliveries.providerStatus')}>{known.provider_status}</Fact>}
        {known.provider_id && (
          <Fact name={t('deliveries.providerId')}>
            <code className="wrap-anywhere select-all">{known.provider_id}</code>
          </Fact>
        )}
        <Fact name={t('deliveries.event')}>
          <code className="wrap-anywhere select-all">{known.event_id}</code>
        </Fact>
        <Fact name={t('deliveries.id')}>
          <code className="wrap-anywhere select-all">{known.id}</code>
          <Link
            to="/admin/audit"
            search={{ object: known.id }}
            className="block font-semibold text-action-ink underline underline-offset-2"
          >
            {t('deliveries.toAudit')}
          </Link>
        </Fact>
      </dl>
      {detail && <AttemptLog log={detail.log} />}
      {!detail && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!detail && !error && <Skeleton className="h-24" />}
    </div>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-faint">{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  )
}
