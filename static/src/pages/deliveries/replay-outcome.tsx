// How far sending again has come, and in the end what came of it.
import { useTranslation } from 'react-i18next'
import { formatCount } from '@/time/format'
import { Notice } from '@/ui/notice'
import { useErrorText } from '@/ui/states'
import type { ReplayProgress } from './replay-run'

interface ReplayOutcomeProps {
  /** Null before the first answer. */
  progress: ReplayProgress | null
  running: boolean
  error: unknown
}

export function ReplayOutcome({ progress, running, error }: ReplayOutcomeProps) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const { replayed = 0, total, left = 0 } = progress ?? {}
  if (running) {
    return (
      <div className="flex flex-col gap-2">
        {/* Without a value it says that it cannot say yet. */}
        <progress
          aria-label={t('deliveries.replaying')}
          value={total && replayed}
          max={total || 1}
          className="w-full accent-action"
        />
        <p role="status" className="text-ink-soft">
          {total === undefined
            ? t('deliveries.replaying')
            : t('deliveries.progress', { replayed: formatCount(replayed), total: formatCount(total) })}
        </p>
      </div>
    )
  }
  const done = t('deliveries.doneSome', { count: replayed, replayed: formatCount(replayed) })
  if (error) {
    return (
      <Notice tone="harm" urgent>
        {replayed > 0 && `${done} `}
        {errorText(error)}
      </Notice>
    )
  }
  return (
    <Notice tone={left > 0 ? 'waiting' : 'calm'}>
      <p data-testid="replayed">{done}</p>
      {left > 0 && <p>{t('deliveries.doneLeft', { count: left, left: formatCount(left) })}</p>}
    </Notice>
  )
}
