// A visit that repeats: what was chosen, and how booking all of them turned out. Pure.
import { isRefusal } from '@/api/refusal'
import { FEWEST, MOST } from '@/api/series'
import { RHYTHMS } from '@/api/types'
import type { Appointment, Rhythm, Series, SeriesClash, SeriesRule } from '@/api/types'

/** As the form holds it; an empty rhythm is one visit only. */
export interface Repeat {
  every: Rhythm | ''
  count: string
}

/** How many visits were typed, or null where that is no number that a series may have. */
export function countOf(typed: string): number | null {
  const text = typed.trim()
  if (!/^\d{1,2}$/.test(text)) return null
  const count = Number(text)
  return count >= FEWEST && count <= MOST ? count : null
}

export function rhythmOf(text: string): Rhythm | '' {
  return RHYTHMS.find((each) => each === text) ?? ''
}

/** What is sent of it: null for a single visit, undefined while it is not right yet. */
export function ruleOf({ every, count }: Repeat): SeriesRule | null | undefined {
  if (every === '') return null
  const visits = countOf(count)
  return visits === null ? undefined : { every, count: visits }
}

/** Why a series was not booked, visit by visit; null where it was refused for another reason. */
export function clashesIn(error: unknown): SeriesClash[] | null {
  if (!isRefusal(error, 'series_clash')) return null
  return inOrder(error.problem.clashes ?? [])
}

export interface SeriesOutcome {
  booked: Appointment[]
  clashes: SeriesClash[]
  /** Whether nothing of it waits for the doctor. */
  confirmed: boolean
}

export function outcomeOf({ booked, clashes }: Series): SeriesOutcome {
  return {
    booked: inOrder(booked),
    clashes: inOrder(clashes),
    confirmed: booked.every(({ status }) => status === 'confirmed'),
  }
}

function inOrder<Timed extends { starts_at: string }>(times: Timed[]): Timed[] {
  return [...times].sort((one, other) => Date.parse(one.starts_at) - Date.parse(other.starts_at))
}
