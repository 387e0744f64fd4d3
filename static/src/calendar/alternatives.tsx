// Times to take instead, each a button.
import { useTranslation } from 'react-i18next'
import type { Interval } from '@/api/types'
import { dayIn } from '@/time/days'
import type { Day } from '@/time/days'
import { formatDay, formatTime } from '@/time/format'

interface AlternativesProps {
  times: Interval[]
  /** The day that is looked at: times of another one say theirs. */
  day: Day
  zone: string
  disabled?: boolean
  onChoose: (startsAt: string) => void
}

export function Alternatives({ times, day, zone, disabled, onChoose }: AlternativesProps) {
  const { t } = useTranslation()
  if (times.length === 0) return null
  return (
    <ul aria-label={t('confirm.alternatives')} className="mt-3 flex flex-wrap gap-2">
      {times.map(({ starts_at }) => (
        <li key={starts_at}>
          <button
            type="button"
            data-testid="alternative"
            data-starts-at={starts_at}
            disabled={disabled}
            onClick={() => onChoose(starts_at)}
            className="min-h-11 rounded-base border border-action-line bg-surface px-3 text-base font-semibold text-action-ink transition-colors duration-150 hover:border-action"
          >
            {dayIn(starts_at, zone) !== day && `${formatDay(dayIn(starts_at, zone), 'short')}, `}
            {formatTime(starts_at, zone)}
          </button>
        </li>
      ))}
    </ul>
  )
}
