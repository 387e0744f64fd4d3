// How long before a visit somebody is reminded: what may be added to what there is. Pure.
import { wholeNumber } from '@/pages/schedule/whole-number'

export const UNITS = { minutes: 1, hours: 60, days: 1440 } as const
export type Unit = keyof typeof UNITS

export const MOST_REMINDERS = 5
const LEAST_MINUTES = 5
/** Fourteen days. */
const MOST_MINUTES = 20_160

export type ReminderFault = 'span' | 'already'

/** The minutes, or what is wrong with them. */
export function reminderOf(typed: string, unit: Unit, present: readonly number[]): number | ReminderFault {
  const count = wholeNumber(typed, 1, MOST_MINUTES)
  const minutes = count === null ? Number.NaN : count * UNITS[unit]
  if (!(minutes >= LEAST_MINUTES && minutes <= MOST_MINUTES)) return 'span'
  return present.includes(minutes) ? 'already' : minutes
}
