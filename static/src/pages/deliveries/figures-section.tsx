// How each channel stands, as it changes: whether its provider answers, what waits, what was sent, how fast.
import { useTranslation } from 'react-i18next'
import { readersZone } from '@/time/days'
import { formatSecond } from '@/time/format'
import { ErrorState, Skeleton } from '@/ui/states'
import { ChannelRow } from './channel-row'
import { useFigures } from './use-figures'

const COLUMNS = ['queued', 'inFlight', 'oldest', 'sent', 'retried', 'suppressed', 'dead', 'half', 'most'] as const

export function FiguresSection() {
  const { t } = useTranslation()
  const { data: figures, error, refetch } = useFigures()
  if (error && !figures) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!figures) return <Skeleton className="h-72" />
  return (
    <div className="flex flex-col gap-2">
      <h2 id="figures" className="sr-only">
        {t('deliveries.figures.title')}
      </h2>
      <div
        role="region"
        aria-labelledby="figures"
        // On a phone it is moved sideways, also by keys.
        tabIndex={0}
        className="overflow-x-auto rounded-base border border-line bg-surface"
      >
        <table className="w-full text-small">
          <thead>
            <tr className="border-b border-line text-ink-faint">
              <th scope="col" className="px-4 py-2.5 text-left font-medium">
                {t('deliveries.figures.channel')}
              </th>
              {COLUMNS.map((column) => (
                <th key={column} scope="col" className="px-2 py-2.5 text-right align-bottom font-medium last:pr-4">
                  {t(`deliveries.figures.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {figures.channels.map((channel) => (
              <ChannelRow key={channel.channel} figures={channel} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="text-small text-ink-faint">
        {t('deliveries.figures.legend')}{' '}
        {t('deliveries.figures.asOf', { time: formatSecond(figures.at, readersZone()) })}
      </p>
    </div>
  )
}
