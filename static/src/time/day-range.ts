// The days from one to another, as a form asks for them: what is wrong with them. Pure.
import { isDay } from './days'
import type { Day } from './days'

export type DayRangeFault = 'noFirstDay' | 'noLastDay' | 'past' | 'endsBefore'

/** What has begun already may go on. */
export function dayRangeFault(
  { from, to }: { from: string; to: string },
  today: Day,
): { field: 'from' | 'to'; fault: DayRangeFault } | null {
  if (!isDay(from)) return { field: 'from', fault: 'noFirstDay' }
  if (!isDay(to)) return { field: 'to', fault: 'noLastDay' }
  if (to < today) return { field: 'to', fault: 'past' }
  return to < from ? { field: 'to', fault: 'endsBefore' } : null
}
