// A closure as its form holds it, and what of it is sent.
import type { Closure, ClosureChange, NewClosure } from '@/api/types'
import { daysBetween, isDay } from '@/time/days'
import type { Day } from '@/time/days'

export const CLOSURE_FIELDS = ['starts_on', 'ends_on', 'reason'] as const
export type ClosureField = (typeof CLOSURE_FIELDS)[number]

/** An empty last day is the first one: closed for a day. */
export type ClosureValues = Record<ClosureField, string>

export const NEW_CLOSURE: ClosureValues = { starts_on: '', ends_on: '', reason: '' }

export type ClosureFault = 'noFirstDay' | 'past' | 'endsBefore'

export function valuesOf({ starts_on, ends_on, reason }: Closure): ClosureValues {
  return { starts_on, ends_on, reason: reason ?? '' }
}

/** What is wrong with the days, at which field; one that has begun may keep its beginning. */
export function faultOf(
  values: ClosureValues,
  today: Day,
  begun: ClosureValues,
): { field: ClosureField; fault: ClosureFault } | null {
  const { starts_on, ends_on } = values
  if (!isDay(starts_on)) return { field: 'starts_on', fault: 'noFirstDay' }
  if (starts_on < today && starts_on !== begun.starts_on) return { field: 'starts_on', fault: 'past' }
  if (ends_on !== '' && ends_on < starts_on) return { field: 'ends_on', fault: 'endsBefore' }
  return null
}

export function newClosureOf(values: ClosureValues): NewClosure {
  const { starts_on } = values
  return { starts_on, ends_on: values.ends_on || starts_on, reason: values.reason.trim() || undefined }
}

/** Only what differs is sent; a reason that was emptied is taken away. */
export function closureChangeOf(values: ClosureValues, closure: Closure): ClosureChange {
  const next = newClosureOf(values)
  const change: ClosureChange = {}
  if (next.starts_on !== closure.starts_on) change.starts_on = next.starts_on
  if (next.ends_on !== closure.ends_on) change.ends_on = next.ends_on
  if ((next.reason ?? '') !== (closure.reason ?? '')) change.reason = next.reason ?? null
  return change
}

/** Both its first and its last day count. */
export function lengthOf({ starts_on, ends_on }: Pick<Closure, 'starts_on' | 'ends_on'>): number {
  return daysBetween(starts_on, ends_on) + 1
}
