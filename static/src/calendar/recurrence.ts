// What is absent again and again: the weekly rules of RFC 5545 (§3.3.10) that the form writes, and no others. Pure.
import type { Interval } from '@/api/types'
import { addDays, dayIn, daysBetween } from '@/time/days'
import type { Day } from '@/time/days'
import { instantFrom, minuteIn } from '@/time/wall'
import { mondayOf, weekdayOf } from './pieces'

/** By ISO 8601 weekday, Monday first. */
const CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const

export interface Weekly {
  /** ISO 8601 weekdays, in order. */
  days: number[]
  /** Every so many weeks. */
  every: number
  /** The last day on which it may begin; null for ever. */
  until: Day | null
}

/** As it is sent; days are those of `zone`. */
export function ruleOf({ days, every, until }: Weekly, zone: string): string {
  const parts = ['FREQ=WEEKLY']
  if (every > 1) parts.push(`INTERVAL=${every}`)
  parts.push(`BYDAY=${days.map((day) => CODES[day - 1]).join(',')}`)
  if (until !== null) parts.push(`UNTIL=${basic(lastSecondOf(until, zone))}`)
  return parts.join(';')
}

/** Null for a rule that is more than weekly, which another program may have written. */
export function weeklyOf(rule: string, zone: string): Weekly | null {
  const parts = new Map(rule.split(';').map((part) => part.split('=') as [string, string | undefined]))
  const known = [...parts.keys()].every((name) => ['FREQ', 'INTERVAL', 'BYDAY', 'UNTIL', 'WKST'].includes(name))
  const days = (parts.get('BYDAY') ?? '').split(',').map((code) => CODES.findIndex((each) => each === code) + 1)
  const every = Number(parts.get('INTERVAL') ?? 1)
  const until = parts.get('UNTIL')
  const end = until === undefined ? null : dayOf(until, zone)
  const readable = parts.get('FREQ') === 'WEEKLY' && (parts.get('WKST') ?? 'MO') === 'MO' && every >= 1
  if (!known || !readable || days.includes(0) || end === undefined) return null
  return { days: days.sort((one, other) => one - other), every, until: end }
}

/** When it happens on the days from `first` to `last`, beginning or going on then. */
export function occurrences(once: Interval, rule: Weekly, first: Day, last: Day, zone: string): Interval[] {
  const begun = dayIn(once.starts_at, zone)
  const from = minuteIn(once.starts_at, zone)
  const endDay = dayIn(once.ends_at, zone)
  const length = daysBetween(begun, endDay)
  const to = minuteIn(once.ends_at, zone)
  const found: Interval[] = []
  const earliest = addDays(first, -length)
  for (let day = earliest < begun ? begun : earliest; day <= last; day = addDays(day, 1)) {
    if (rule.until !== null && day > rule.until) break
    const weeks = daysBetween(mondayOf(begun), mondayOf(day)) / 7
    if (weeks % rule.every !== 0 || !rule.days.includes(weekdayOf(day))) continue
    found.push({ starts_at: instantFrom(day, from, zone), ends_at: instantFrom(addDays(day, length), to, zone) })
  }
  return found
}

function lastSecondOf(day: Day, zone: string): string {
  return new Date(Date.parse(instantFrom(addDays(day, 1), 0, zone)) - 1_000).toISOString()
}

/** `2026-12-31T22:59:59.000Z` → `20261231T225959Z`. */
function basic(instant: string): string {
  return instant.replace(/\.\d+/, '').replaceAll(/[-:]/g, '')
}

function dayOf(until: string, zone: string): Day | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z?)?$/.exec(until) ?? []
  if (year === undefined) return undefined
  if (hour === undefined) return `${year}-${month}-${day}`
  return dayIn(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`, zone)
}
