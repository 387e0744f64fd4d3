// One day of the month: whether it is different, and how.
import { Clock, X } from 'lucide-react'
import type { Override } from '@/api/types'
import type { Day } from '@/time/days'
import { formatDay } from '@/time/format'
import { classNames } from '@/ui/class-names'

interface MonthDayProps {
  day: Day
  today: Day
  override: Override | undefined
  words: (override: Override) => string
  /** One of all days is, by the tab key; the others by arrows. */
  reachable: boolean
  onFocus: () => void
  onChoose: () => void
}

export function MonthDay({ day, today, override, words, reachable, onFocus, onChoose }: MonthDayProps) {
  const state = override === undefined ? 'usual' : override.closed ? 'closed' : 'other'
  return (
    <button
      type="button"
      data-testid="month-day"
      data-day={day}
      data-state={state}
      aria-label={[formatDay(day, 'full'), override && words(override)].filter(Boolean).join(', ')}
      aria-current={day === today ? 'date' : undefined}
      aria-haspopup="dialog"
      tabIndex={reachable ? 0 : -1}
      disabled={day < today}
      onFocus={onFocus}
      onClick={onChoose}
      className={classNames(
        'flex h-12 w-full flex-col items-center justify-center rounded-base border leading-none transition-colors duration-150 enabled:hover:border-action disabled:text-ink-faint',
        state === 'usual' && 'border-transparent',
        state === 'closed' && 'border-edge bg-sunken text-ink-soft',
        state === 'other' && 'border-action-line bg-action-wash text-action-ink',
        day === today && 'font-bold underline underline-offset-4',
      )}
    >
      {formatDay(day, 'number')}
      {state === 'closed' && <X aria-hidden className="mt-1 size-4" />}
      {state === 'other' && <Clock aria-hidden className="mt-1 size-4" />}
    </button>
  )
}
