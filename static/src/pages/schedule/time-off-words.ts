// An absence in words: when, and how often.
import { useTranslation } from 'react-i18next'
import type { TimeOff } from '@/api/types'
import { weeklyOf } from '@/calendar/recurrence'
import { addDays, dayIn } from '@/time/days'
import { formatDay, formatTime } from '@/time/format'
import { minuteIn } from '@/time/wall'
import { whenOf } from '@/time/when-of'
import { weekdayName } from './window-words'

export function useTimeOffWords(zone: string) {
  const { t } = useTranslation()
  const rangeWords = ({ starts_at, ends_at }: Pick<TimeOff, 'starts_at' | 'ends_at'>) => {
    const first = dayIn(starts_at, zone)
    const whole = minuteIn(starts_at, zone) === 0 && minuteIn(ends_at, zone) === 0
    if (whole) {
      const last = addDays(dayIn(ends_at, zone), -1)
      return first === last ? formatDay(first, 'full') : t('timeOff.range', { from: formatDay(first, 'long'), to: formatDay(last, 'full') })
    }
    const sameDay = first === dayIn(ends_at, zone)
    return t('timeOff.range', { from: whenOf(starts_at, zone), to: sameDay ? formatTime(ends_at, zone) : whenOf(ends_at, zone) })
  }
  /** Null where it is once. */
  const ruleWords = ({ recurrence }: Pick<TimeOff, 'recurrence'>) => {
    if (!recurrence) return null
    const rule = weeklyOf(recurrence, zone)
    if (rule === null) return t('timeOff.otherRule')
    const days = new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(rule.days.map((day) => weekdayName(day)))
    const words = t('timeOff.weekly', { count: rule.every, days })
    return rule.until === null ? words : t('timeOff.weeklyUntil', { rule: words, day: formatDay(rule.until, 'date') })
  }
  return { rangeWords, ruleWords }
}
