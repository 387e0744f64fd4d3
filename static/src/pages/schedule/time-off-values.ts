// An absence as its form holds it, what is wrong with it, and what of it is sent. Pure.
import type { NewTimeOff, TimeOff } from '@/api/types'
import { weekdayOf } from '@/calendar/pieces'
import { ruleOf, weeklyOf } from '@/calendar/recurrence'
import { addDays, dayIn, isDay } from '@/time/days'
import { instantFrom, minuteIn, minuteOfText, textOfMinute } from '@/time/wall'

export const TIME_OFF_FIELDS = ['from_day', 'from_time', 'to_day', 'to_time', 'reason', 'days', 'every', 'until'] as const
export type TimeOffField = (typeof TIME_OFF_FIELDS)[number]

export interface TimeOffValues {
  allDay: boolean
  from_day: string
  from_time: string
  /** Of whole days the last one; empty for the first. */
  to_day: string
  to_time: string
  reason: string
  repeats: boolean
  /** ISO 8601 weekdays, as the boxes have them. */
  days: string[]
  every: string
  until: string
}

export type TimeOffFault =
  | 'noStart'
  | 'noEnd'
  | 'endsBefore'
  | 'past'
  | 'noDay'
  | 'notThatDay'
  | 'everyRange'
  | 'untilBefore'
  | 'tooLong'

export const NEW_TIME_OFF: TimeOffValues = {
  allDay: true,
  from_day: '',
  from_time: '',
  to_day: '',
  to_time: '',
  reason: '',
  repeats: false,
  days: [],
  every: '1',
  until: '',
}

const WEEK_MS = 7 * 86_400_000
const MOST_WEEKS = 52

export function timeOffValuesOf({ starts_at, ends_at, reason, recurrence }: TimeOff, zone: string): TimeOffValues {
  const fromMidnight = minuteIn(starts_at, zone) === 0
  const toMidnight = minuteIn(ends_at, zone) === 0
  const rule = recurrence ? weeklyOf(recurrence, zone) : null
  const allDay = fromMidnight && toMidnight
  return {
    allDay,
    from_day: dayIn(starts_at, zone),
    from_time: textOfMinute(minuteIn(starts_at, zone)),
    to_day: allDay ? addDays(dayIn(ends_at, zone), -1) : dayIn(ends_at, zone),
    to_time: textOfMinute(minuteIn(ends_at, zone)),
    reason,
    repeats: rule !== null,
    days: rule?.days.map(String) ?? [],
    every: String(rule?.every ?? 1),
    until: rule?.until ?? '',
  }
}

/** From when to when it is the first time; null while that is not said. */
function rangeOf(values: TimeOffValues, zone: string): { starts_at: string; ends_at: string } | null {
  const { allDay, from_day, to_day } = values
  const lastDay = to_day === '' ? from_day : to_day
  const from = allDay ? 0 : minuteOfText(values.from_time)
  const to = allDay ? 0 : minuteOfText(values.to_time)
  if (!isDay(from_day) || !isDay(lastDay) || from === null || to === null) return null
  return {
    starts_at: instantFrom(from_day, from, zone),
    ends_at: instantFrom(allDay ? addDays(lastDay, 1) : lastDay, to, zone),
  }
}

export function timeOffOf(values: TimeOffValues, zone: string): NewTimeOff {
  const range = rangeOf(values, zone)
  if (range === null) throw new RangeError('an absence without a beginning or an end')
  const days = values.days.map(Number).sort((one, other) => one - other)
  const recurrence = values.repeats ? ruleOf({ days, every: Number(values.every), until: values.until || null }, zone) : null
  return { ...range, recurrence, reason: values.reason.trim() }
}

export function timeOffFault(values: TimeOffValues, zone: string, now: Date): { field: TimeOffField; fault: TimeOffFault } | null {
  const { allDay, from_day, to_day, from_time, to_time, repeats, every, until } = values
  if (!isDay(from_day)) return { field: 'from_day', fault: 'noStart' }
  if (!allDay && minuteOfText(from_time) === null) return { field: 'from_time', fault: 'noStart' }
  if (to_day !== '' && !isDay(to_day)) return { field: 'to_day', fault: 'noEnd' }
  if (!allDay && minuteOfText(to_time) === null) return { field: 'to_time', fault: 'noEnd' }
  const range = rangeOf(values, zone)
  if (range === null) return { field: 'from_day', fault: 'noStart' }
  if (range.ends_at <= range.starts_at) return { field: allDay ? 'to_day' : 'to_time', fault: 'endsBefore' }
  if (!repeats) return Date.parse(range.ends_at) <= now.getTime() ? { field: 'to_day', fault: 'past' } : null
  if (values.days.length === 0) return { field: 'days', fault: 'noDay' }
  if (!values.days.includes(String(weekdayOf(from_day)))) return { field: 'days', fault: 'notThatDay' }
  const weeks = Number(every)
  if (!Number.isInteger(weeks) || weeks < 1 || weeks > MOST_WEEKS) return { field: 'every', fault: 'everyRange' }
  if (until !== '' && (!isDay(until) || until < from_day)) return { field: 'until', fault: 'untilBefore' }
  if (Date.parse(range.ends_at) - Date.parse(range.starts_at) > WEEK_MS) return { field: 'to_day', fault: 'tooLong' }
  return null
}

/** The weekday of the first day, for a rule that has none yet. */
export function firstWeekday({ from_day }: Pick<TimeOffValues, 'from_day'>): string[] {
  return isDay(from_day) ? [String(weekdayOf(from_day))] : []
}
