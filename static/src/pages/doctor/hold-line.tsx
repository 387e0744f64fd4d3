// How long the chosen time is still kept for the reader: quiet, until the last minute.
import { Timer } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Hold } from '@/api/types'
import { clockText } from '@/time/countdown'
import { useSecondsLeft } from '@/time/use-seconds-left'
import { Button } from '@/ui/button'
import { classNames } from '@/ui/class-names'
import type { Holding } from './holding'

const LAST_S = 60

interface HoldLineProps {
  holding: Holding
  onRenew: () => void
}

export function HoldLine({ holding, onRenew }: HoldLineProps) {
  const { t } = useTranslation()
  switch (holding.phase) {
    case 'asking':
      return (
        <p data-testid="hold" data-phase="asking" className="flex min-h-6 items-center gap-2.5 text-ink-faint">
          <Timer aria-hidden className="size-5 shrink-0" />
          {t('hold.asking')}
        </p>
      )
    case 'held':
      return <Countdown hold={holding.hold} renewing={holding.renewing} onRenew={onRenew} />
    case 'refused':
      return <p className="text-small text-ink-soft">{t('hold.notKept')}</p>
    default:
      return null
  }
}

interface CountdownProps {
  hold: Hold
  renewing: boolean
  onRenew: () => void
}

function Countdown({ hold, renewing, onRenew }: CountdownProps) {
  const { t } = useTranslation()
  const left = useSecondsLeft(hold.expires_at)
  const last = left <= LAST_S
  return (
    <div data-testid="hold" data-phase="held" className="flex min-h-6 flex-wrap items-center gap-x-2.5 gap-y-2">
      <Timer aria-hidden className={classNames('size-5 shrink-0', last ? 'text-waiting' : 'text-action')} />
      <p role="timer" className={last ? 'font-semibold text-waiting-ink' : 'text-ink-soft'}>
        {t('hold.keptFor', { left: clockText(left) })}
      </p>
      {last && hold.renewable && (
        <Button kind="secondary" disabled={renewing} onClick={onRenew}>
          {t('hold.renew')}
        </Button>
      )}
      {/* Said when it begins and before it ends, not every second. */}
      <p role="status" className="sr-only">
        {t(last ? 'hold.lastMinute' : 'hold.kept')}
      </p>
    </div>
  )
}
