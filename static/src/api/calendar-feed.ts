// The private address from which a calendar reads one's visits.
import { queryOptions } from '@tanstack/react-query'
import { read, remove, write } from './http'
import type { CalendarFeed, MadeCalendarFeed } from './types'

const PATH = 'profiles/calendar_feed/'

export const calendarFeedQuery = queryOptions({
  queryKey: ['calendar-feed'],
  queryFn: ({ signal }) => read<CalendarFeed>(PATH, {}, signal),
})

/** An address that there was ends at once. */
export function makeCalendarFeed(): Promise<MadeCalendarFeed> {
  return write(PATH)
}

export function stopCalendarFeed(): Promise<void> {
  return remove(PATH)
}
