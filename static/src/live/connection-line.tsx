// The small line that says *live*, *reconnecting* or *offline since 10:42*, and the banner for what that means.
import { useTranslation } from 'react-i18next'
import type { ConnectionStatus } from '@/realtime/status'
import { readersZone } from '@/time/days'
import { formatTime } from '@/time/format'
import { classNames } from '@/ui/class-names'
import { useConnection } from './use-connection'

const DOTS: Record<ConnectionStatus['state'], string> = {
  connecting: 'bg-ink-faint animate-breathes',
  live: 'bg-action',
  reconnecting: 'bg-waiting animate-breathes',
  offline: 'bg-harm',
  resting: 'bg-ink-faint',
  yielded: 'bg-waiting',
  ended: 'bg-harm',
}

export function ConnectionLine({ className }: { className?: string }) {
  const { t } = useTranslation()
  const status = useConnection()
  const text =
    status.state === 'offline'
      ? t('connection.offline', { time: formatTime(status.since, readersZone()) })
      : t(`connection.${status.state}`)
  return (
    <p
      role="status"
      data-testid="connection"
      data-state={status.state}
      title={status.state === 'live' ? t('connection.liveHint') : undefined}
      className={classNames('inline-flex min-w-0 items-center gap-2 text-small text-ink-faint', className)}
    >
      <span aria-hidden className={classNames('size-2 shrink-0 rounded-full', DOTS[status.state])} />
      <span className="truncate">{text}</span>
    </p>
  )
}

export function OfflineBanner() {
  const { t } = useTranslation()
  const status = useConnection()
  if (status.state !== 'offline') return null
  return (
    <p role="status" className="animate-arrives border-b border-waiting bg-waiting-wash px-4 py-2 text-center text-small text-waiting-ink">
      {t('connection.offlineBanner', { time: formatTime(status.since, readersZone()) })}
    </p>
  )
}
