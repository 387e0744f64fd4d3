// Visits that repeat, booked at once.
import { write } from './http'
import type { Appointment, Booking, SeriesClash } from './types'

export const RHYTHMS = ['week', '2weeks', 'month'] as const
export type Rhythm = (typeof RHYTHMS)[number]

/** How many visits a series may have. */
export const FEWEST = 2
export const MOST = 26

/** Without a hold: what the patient holds themselves is in the way of none of their visits. */
export interface SeriesBooking extends Omit<Booking, 'hold_id'> {
  rule: { every: Rhythm; count: number }
  /** Whether all stand or fall together, or what clashes is left out. */
  on_clash: 'refuse' | 'skip'
}

export interface Series {
  series_id: string
  booked: Appointment[]
  clashes: SeriesClash[]
}

/** Refused as `series_clash`, with `clashes` in the problem, where all should stand or fall together. */
export function bookSeries(series: SeriesBooking, idempotencyKey: string): Promise<Series> {
  return write('appointment-booking/book_series/', series, { idempotencyKey })
}
