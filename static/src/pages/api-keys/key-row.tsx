// One key: what it is called and recognised by, what it is for, how it stands, when it was used.
import { useTranslation } from 'react-i18next'
import type { ApiKey } from '@/api/types'
import { dayIn, readersZone } from '@/time/days'
import { formatAgo, formatDay } from '@/time/format'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { classNames } from '@/ui/class-names'
import { stateOf, works } from './key-state'
import type { KeyState } from './key-state'
import { lastDayOf } from './key-values'
import { useScopeWords } from './scope-words'

const TONES: Record<KeyState, 'stands' | 'waiting' | 'over'> = {
  good: 'stands',
  ending: 'waiting',
  expired: 'over',
  revoked: 'over',
}

interface KeyRowProps {
  apiKey: ApiKey
  now: Date
  onChange: (key: ApiKey) => void
  onRevoke: (key: ApiKey) => void
}

export function KeyRow({ apiKey, now, onChange, onRevoke }: KeyRowProps) {
  const { t } = useTranslation()
  const scopeWords = useScopeWords()
  const state = stateOf(apiKey, now)
  const usable = works(apiKey, now)
  const { name } = apiKey
  return (
    <li
      data-testid="api-key"
      data-state={state}
      className="animate-arrives flex flex-wrap items-center gap-x-5 gap-y-3 px-4 py-4 sm:px-5"
    >
      <div className="flex min-w-0 flex-1 basis-72 flex-col gap-0.5">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className={classNames('font-semibold wrap-anywhere', !usable && 'text-ink-soft')}>{name}</span>
          <Badge tone={TONES[state]}>{t(`apiKeys.states.${state}`)}</Badge>
          {apiKey.rate_tier === 'high' && <Badge tone="over">{t('apiKeys.tiers.high')}</Badge>}
        </p>
        <p className="text-small text-ink-soft">{scopeWords(apiKey.scopes)}</p>
        <p className="flex flex-wrap gap-x-3 text-small text-ink-faint">
          <code title={t('apiKeys.prefix')}>{apiKey.prefix}…</code>
          <span>
            {apiKey.last_used_at
              ? t('apiKeys.used', { ago: formatAgo(apiKey.last_used_at, now) })
              : t('apiKeys.neverUsed')}
          </span>
          <span>{t('apiKeys.since', { day: dayOf(apiKey.created_at) })}</span>
          <End apiKey={apiKey} state={state} />
        </p>
      </div>
      {state !== 'revoked' && (
        <div className="flex flex-wrap gap-2">
          <Button kind="secondary" aria-label={t('apiKeys.changeLabel', { name })} onClick={() => onChange(apiKey)}>
            {t('apiKeys.change')}
          </Button>
          <Button kind="quiet" aria-label={t('apiKeys.revokeLabel', { name })} onClick={() => onRevoke(apiKey)}>
            {t('apiKeys.revoke')}
          </Button>
        </div>
      )}
    </li>
  )
}

/** How it ended, or will. */
function End({ apiKey, state }: { apiKey: ApiKey; state: KeyState }) {
  const { t } = useTranslation()
  const last = lastDayOf(apiKey.expires_at)
  if (state === 'revoked') return <span>{t('apiKeys.revokedOn', { day: dayOf(apiKey.revoked_at ?? '') })}</span>
  if (last === '') return <span>{t('apiKeys.forEver')}</span>
  return <span>{t(state === 'expired' ? 'apiKeys.expiredOn' : 'apiKeys.until', { day: formatDay(last, 'date') })}</span>
}

function dayOf(instant: string): string {
  return formatDay(dayIn(instant, readersZone()), 'date')
}
