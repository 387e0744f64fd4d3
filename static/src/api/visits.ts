// One visit: moving it, calling it off, what happened to it, and its file for a calendar.
import { queryOptions } from '@tanstack/react-query'
import { appointmentsKey } from './appointments'
import { addressOf, read, write } from './http'
import type { Appointment, HistoryEntry, OverrideReason, Page } from './types'

/** Refused with 412 where the visit was changed since it was read. `override` is for the doctor's side alone. */
export function reschedule({ id, version }: Appointment, startsAt: string, override?: OverrideReason): Promise<Appointment> {
  return write(`appointments/${id}/reschedule/`, { starts_at: startsAt, override }, { ifMatch: version })
}

export function cancelVisit({ id, version }: Appointment, reason: string): Promise<Appointment> {
  return write(`appointments/${id}/cancel/`, reason === '' ? {} : { reason }, { ifMatch: version })
}

/** The oldest first. */
export function historyQuery(id: string) {
  return queryOptions({
    queryKey: [...appointmentsKey, 'history', id],
    queryFn: ({ signal }) => read<Page<HistoryEntry>>(`appointments/${id}/history/`, { limit: 100 }, signal),
  })
}

/** Where a calendar takes the visit from. */
export function calendarFileOf(id: string): string {
  return addressOf(`appointments/${id}/calendar.ics`)
}
