// The days of a month as a calendar lays them out, and where its keys lead. Pure.
import { daysFrom, mondayOf } from '@/calendar/pieces'
import { addDays } from '@/time/days'
import type { Day } from '@/time/days'

export function firstOfMonth(day: Day): Day {
  return `${day.slice(0, 8)}01`
}

/** So many months on, on the same day of the month or on its last one. */
export function addMonths(day: Day, count: number): Day {
  const first = new Date(`${firstOfMonth(day)}T00:00:00Z`)
  first.setUTCMonth(first.getUTCMonth() + count)
  const begin = first.toISOString().slice(0, 10)
  const wanted = addDays(begin, Number(day.slice(8)) - 1)
  return firstOfMonth(wanted) === begin ? wanted : addDays(firstOfMonth(wanted), -1)
}

/** Whole weeks from Monday; null for the days of the months around. */
export function weeksOfMonth(day: Day): (Day | null)[][] {
  const first = firstOfMonth(day)
  const next = addMonths(first, 1)
  const weeks: (Day | null)[][] = []
  for (let monday = mondayOf(first); monday < next; monday = addDays(monday, 7)) {
    weeks.push(daysFrom(monday, 7).map((each) => (first <= each && each < next ? each : null)))
  }
  return weeks
}

const KEYS: Record<string, (day: Day) => Day> = {
  ArrowLeft: (day) => addDays(day, -1),
  ArrowRight: (day) => addDays(day, 1),
  ArrowUp: (day) => addDays(day, -7),
  ArrowDown: (day) => addDays(day, 7),
  Home: mondayOf,
  End: (day) => addDays(mondayOf(day), 6),
  PageUp: (day) => addMonths(day, -1),
  PageDown: (day) => addMonths(day, 1),
}

/** Never before `earliest`; null for a key that leads nowhere. */
export function dayByKey(key: string, day: Day, earliest: Day): Day | null {
  const wanted = KEYS[key]?.(day)
  if (wanted === undefined) return null
  return wanted < earliest ? earliest : wanted
}
