// Hours of one weekday as their form holds them, what is wrong with them, and what of them is sent. Pure.
import type { NewWeeklyHours, WeeklyHours } from '@/api/types'
import { isDay } from '@/time/days'
import { minuteOfText, MINUTES_PER_DAY } from '@/time/wall'

export const WINDOW_FIELDS = ['weekday', 'start_time', 'end_time', 'clinic_id', 'valid_from', 'valid_until'] as const
export type WindowField = (typeof WINDOW_FIELDS)[number]
export type WindowValues = Record<WindowField, string>

export type WindowFault = 'noStart' | 'noEnd' | 'empty' | 'noClinic' | 'endsBefore' | 'overlaps'

export interface FoundFault {
  field: WindowField
  fault: WindowFault
  /** What it overlaps. */
  other?: WeeklyHours
}

export function newWindow(weekday: number, clinicId: string): WindowValues {
  return { weekday: String(weekday), start_time: '', end_time: '', clinic_id: clinicId, valid_from: '', valid_until: '' }
}

export function windowValuesOf(hours: WeeklyHours): WindowValues {
  return {
    weekday: String(hours.weekday),
    start_time: hours.start_time.slice(0, 5),
    end_time: hours.end_time.slice(0, 5),
    clinic_id: hours.clinic_id,
    valid_from: hours.valid_from ?? '',
    valid_until: hours.valid_until ?? '',
  }
}

export function windowOf(values: WindowValues): NewWeeklyHours {
  return {
    clinic_id: values.clinic_id,
    weekday: Number(values.weekday),
    start_time: values.start_time,
    end_time: values.end_time,
    valid_from: values.valid_from || null,
    valid_until: values.valid_until || null,
  }
}

/** The first thing that is wrong; `others` are the hours that stay beside it. */
export function windowFault(values: WindowValues, others: WeeklyHours[]): FoundFault | null {
  const start = minuteOfText(values.start_time)
  const end = minuteOfText(values.end_time)
  if (start === null) return { field: 'start_time', fault: 'noStart' }
  if (end === null) return { field: 'end_time', fault: 'noEnd' }
  if (start === end) return { field: 'end_time', fault: 'empty' }
  if (values.clinic_id === '') return { field: 'clinic_id', fault: 'noClinic' }
  const { valid_from, valid_until } = values
  if (isDay(valid_from) && isDay(valid_until) && valid_until < valid_from) return { field: 'valid_until', fault: 'endsBefore' }
  const other = others.find((each) => overlap(windowOf(values), each))
  return other ? { field: 'start_time', fault: 'overlaps', other } : null
}

type Window = Pick<NewWeeklyHours, 'weekday' | 'start_time' | 'end_time' | 'valid_from' | 'valid_until'>

/** Whether two windows of the week are ever at the same time. */
export function overlap(one: Window, other: Window): boolean {
  const validTogether =
    (one.valid_from ?? '') <= (other.valid_until ?? '9999') && (other.valid_from ?? '') <= (one.valid_until ?? '9999')
  if (!validTogether) return false
  return stretches(one).some((a) => stretches(other).some((b) => a.from < b.to && b.from < a.to))
}

const WEEK = 7 * MINUTES_PER_DAY

/** In minutes since Monday; what goes on past Sunday is at the beginning of the week. */
function stretches({ weekday, start_time, end_time }: Window): { from: number; to: number }[] {
  const start = minuteOfText(start_time) ?? 0
  const end = minuteOfText(end_time) ?? 0
  const from = (weekday - 1) * MINUTES_PER_DAY + start
  const to = from + (end > start ? end - start : end - start + MINUTES_PER_DAY)
  return to <= WEEK ? [{ from, to }] : [{ from, to: WEEK }, { from: 0, to: to - WEEK }]
}

/** The windows of one weekday, in order. */
export function windowsOn(hours: WeeklyHours[], weekday: number): WeeklyHours[] {
  return hours
    .filter((each) => each.weekday === weekday)
    .sort((one, other) => one.start_time.localeCompare(other.start_time) || (one.valid_from ?? '').localeCompare(other.valid_from ?? ''))
}

export function isPastMidnight({ start_time, end_time }: Pick<WeeklyHours, 'start_time' | 'end_time'>): boolean {
  return end_time.slice(0, 5) <= start_time.slice(0, 5)
}
