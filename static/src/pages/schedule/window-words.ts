// Hours in words: *Tuesday, 09:00 to 12:00*.
import { useTranslation } from 'react-i18next'
import type { WeeklyHours } from '@/api/types'
import { addDays } from '@/time/days'
import { formatDay } from '@/time/format'
import { isPastMidnight } from './window-values'

/** Any Monday. */
const A_MONDAY = '2026-11-23'

export function weekdayName(weekday: number, style: 'long' | 'short' = 'long'): string {
  const day = addDays(A_MONDAY, weekday - 1)
  return style === 'short' ? formatDay(day, 'weekday') : formatDay(day, 'weekdayLong')
}

type Window = Pick<WeeklyHours, 'start_time' | 'end_time'>

export function useWindowWords() {
  const { t } = useTranslation()
  const windowWords = (window: Window) => {
    const times = { from: window.start_time.slice(0, 5), to: window.end_time.slice(0, 5) }
    return t(isPastMidnight(window) ? 'weekly.nextDay' : 'weekly.window', times)
  }
  const whatWords = (hours: Window & Pick<WeeklyHours, 'weekday'>) =>
    t('weekly.what', { day: weekdayName(hours.weekday), window: windowWords(hours) })
  const validWords = ({ valid_from, valid_until }: WeeklyHours) =>
    [
      valid_from && t('weekly.since', { day: formatDay(valid_from, 'date') }),
      valid_until && t('weekly.until', { day: formatDay(valid_until, 'date') }),
    ]
      .filter(Boolean)
      .join(', ')
  return { windowWords, whatWords, validWords }
}
