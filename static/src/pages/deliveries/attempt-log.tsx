// Every attempt at a message: when, how it ended, and what the provider said.
import { useTranslation } from 'react-i18next'
import type { DeliveryAttempt } from '@/api/types'
import { Badge } from '@/ui/badge'
import { Instant } from '@/ui/instant'
import { OUTCOME_TONES } from './looks'

export function AttemptLog({ log }: { log: DeliveryAttempt[] }) {
  const { t } = useTranslation()
  if (log.length === 0) return <p className="text-ink-soft">{t('deliveries.untried')}</p>
  return (
    <div role="region" aria-label={t('deliveries.log')} tabIndex={0} className="overflow-x-auto">
      <table data-testid="log" className="w-full text-left">
        <caption className="pb-1 text-left font-semibold">{t('deliveries.log')}</caption>
        <thead className="text-ink-faint">
          <tr className="border-b border-line">
            <th scope="col" className="py-1.5 pr-4 font-medium">
              {t('deliveries.attempt')}
            </th>
            <th scope="col" className="py-1.5 pr-4 font-medium">
              {t('deliveries.at')}
            </th>
            <th scope="col" className="py-1.5 pr-4 font-medium">
              {t('deliveries.outcome')}
            </th>
            <th scope="col" className="py-1.5 pr-4 font-medium">
              {t('deliveries.reason')}
            </th>
            <th scope="col" className="py-1.5 font-medium">
              {t('deliveries.providerId')}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {log.map(({ attempt, at, outcome, reason, provider_id }) => (
            <tr key={attempt} data-testid="attempt" data-outcome={outcome} className="align-top">
              <td className="py-2 pr-4">{attempt}</td>
              <td className="py-2 pr-4 whitespace-nowrap">
                <Instant at={at} />
              </td>
              <td className="py-2 pr-4">
                <Badge tone={OUTCOME_TONES[outcome]}>{t(`deliveries.outcomes.${outcome}`)}</Badge>
              </td>
              <td className="min-w-40 py-2 pr-4 wrap-anywhere">{reason}</td>
              <td className="py-2">
                {provider_id && <code className="wrap-anywhere select-all">{provider_id}</code>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
