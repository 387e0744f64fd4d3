// The visits of a series that cannot be booked, each with its reason.
import { useTranslation } from 'react-i18next'
import type { SeriesClash } from '@/api/types'
import { shortWhenOf } from '@/time/when-of'
import { ruleText } from './use-obstacle'

export function ClashList({ clashes, zone }: { clashes: SeriesClash[]; zone: string }) {
  const { t } = useTranslation()
  const reason = ({ code, detail }: SeriesClash) => {
    const rule = ruleText(code)
    if (rule !== null) return t(rule)
    return code === 'slot_taken' ? t('repeat.taken') : detail
  }
  return (
    <ul className="flex flex-col gap-1.5">
      {clashes.map((clash) => (
        <li key={clash.starts_at} data-testid="clash">
          <span className="font-semibold">
            {shortWhenOf(clash.starts_at, zone)}
          </span>{' '}
          · {reason(clash)}
        </li>
      ))}
    </ul>
  )
}
