// The keys that work, and below them those that no longer do.
import { useTranslation } from 'react-i18next'
import type { ApiKey } from '@/api/types'
import { useNow } from '@/time/use-now'
import { KeyRow } from './key-row'
import { works } from './key-state'

const NOW_EVERY_MS = 60_000
const LIST = 'divide-y divide-line rounded-base border border-line bg-surface'

interface KeyListProps {
  keys: ApiKey[]
  onChange: (key: ApiKey) => void
  onRevoke: (key: ApiKey) => void
}

export function KeyList({ keys, ...actions }: KeyListProps) {
  const { t } = useTranslation()
  const now = useNow(NOW_EVERY_MS)
  const good = keys.filter((key) => works(key, now))
  const ended = keys.filter((key) => !works(key, now))
  return (
    <>
      <section aria-labelledby="good-keys" className="flex flex-col gap-3">
        <h2 id="good-keys" className="text-large font-semibold">
          {t('apiKeys.good')}
        </h2>
        {good.length === 0 ? (
          <p className="text-ink-soft">{t('apiKeys.noneGood')}</p>
        ) : (
          <ul className={LIST}>
            {good.map((key) => (
              <KeyRow key={key.id} apiKey={key} now={now} {...actions} />
            ))}
          </ul>
        )}
      </section>
      {ended.length > 0 && (
        <section aria-labelledby="ended-keys" className="flex flex-col gap-3">
          <h2 id="ended-keys" className="text-large font-semibold">
            {t('apiKeys.ended')}
          </h2>
          <ul className={LIST}>
            {ended.map((key) => (
              <KeyRow key={key.id} apiKey={key} now={now} {...actions} />
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
