// Visits that repeat, booked at once.
import { write } from './http'
import type { Series, SeriesBooking } from './types'

/** How many visits a series may have. */
export const FEWEST = 2
export const MOST = 26

/**
 * What the patient holds themselves is in the way of none of the visits. Refused as `series_clash`, with `clashes` in the
 * problem, where all should stand or fall together.
 */
export function bookSeries(series: SeriesBooking, idempotencyKey: string): Promise<Series> {
  return write('appointment-booking/book_series/', series, { idempotencyKey })
}
