// A month of single days: which are closed, which have other hours. Choosing a day says what is different on it.
import { ChevronLeft, ChevronRight, Clock, X } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Override } from '@/api/types'
import type { Day } from '@/time/days'
import { formatDay } from '@/time/format'
import { IconButton } from '@/ui/button'
import { addMonths, dayByKey, firstOfMonth, weeksOfMonth } from './month-days'
import { MonthDay } from './month-day'
import { weekdayName } from './window-words'

interface MonthViewProps {
  overrides: Override[]
  /** Days before it can no longer be changed. */
  today: Day
  /** What is different on that day, in words. */
  wordsOf: (override: Override) => string
  onChoose: (day: Day) => void
}

export function MonthView({ overrides, today, wordsOf, onChoose }: MonthViewProps) {
  const { t } = useTranslation()
  const titleId = useId()
  const grid = useRef<HTMLTableElement>(null)
  // The day that the keys are at, and by it the month.
  const [at, setAt] = useState(today)
  const byKey = useRef(false)
  useEffect(() => {
    if (!byKey.current) return
    byKey.current = false
    grid.current?.querySelector<HTMLElement>(`[data-day="${at}"]`)?.focus()
  }, [at])
  const turn = (months: number) => {
    const first = firstOfMonth(addMonths(at, months))
    setAt(first < today ? today : first)
  }
  const onKey = (event: KeyboardEvent) => {
    const next = event.ctrlKey || event.metaKey || event.altKey ? null : dayByKey(event.key, at, today)
    if (next === null) return
    event.preventDefault()
    byKey.current = next !== at
    setAt(next)
  }
  const of = new Map(overrides.map((override) => [override.date, override]))
  return (
    <section aria-labelledby={titleId} data-testid="month" className="rounded-base border border-line bg-surface p-4">
      <div className="flex items-center justify-between gap-2">
        <h2 id={titleId} aria-live="polite" className="font-semibold">
          {formatDay(at, 'month')}
        </h2>
        <div className="-mr-2 flex">
          <IconButton label={t('dates.previousMonth')} disabled={firstOfMonth(at) <= today} onClick={() => turn(-1)}>
            <ChevronLeft aria-hidden className="size-5" />
          </IconButton>
          <IconButton label={t('dates.nextMonth')} onClick={() => turn(1)}>
            <ChevronRight aria-hidden className="size-5" />
          </IconButton>
        </div>
      </div>
      <table ref={grid} role="grid" aria-labelledby={titleId} onKeyDown={onKey} className="mt-2 w-full table-fixed">
        <thead>
          <tr>
            {[1, 2, 3, 4, 5, 6, 7].map((weekday) => (
              <th key={weekday} scope="col" abbr={weekdayName(weekday)} className="pb-1 text-small font-normal text-ink-soft">
                {weekdayName(weekday, 'short')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOfMonth(at).map((week, index) => (
            <tr key={index}>
              {week.map((day, column) => (
                <td key={day ?? column} className="p-0.5">
                  {day !== null && (
                    <MonthDay
                      day={day}
                      today={today}
                      override={of.get(day)}
                      words={wordsOf}
                      reachable={day === at}
                      onFocus={() => setAt(day)}
                      onChoose={() => onChoose(day)}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-small text-ink-soft">
        <span className="inline-flex items-center gap-1.5">
          <X aria-hidden className="size-4" />
          {t('dates.closedDay')}
        </span>
        <span className="inline-flex items-center gap-1.5">
          <Clock aria-hidden className="size-4 text-action-ink" />
          {t('dates.otherHours')}
        </span>
      </p>
    </section>
  )
}
