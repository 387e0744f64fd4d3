// Waiting for a time to become free, and the offers that come of it.
import { queryOptions } from '@tanstack/react-query'
import { remove, write } from './http'
import { readAll } from './read-all'
import type { Appointment, NewWaitlistEntry, WaitlistEntry } from './types'

export const waitlistKey = ['waitlist'] as const

/** The reader's own, and those of the people they look after. */
export const waitlistQuery = queryOptions({
  queryKey: waitlistKey,
  queryFn: ({ signal }) => readAll<WaitlistEntry>('waitlist/', signal),
})

export function joinWaitlist(entry: NewWaitlistEntry, idempotencyKey: string): Promise<WaitlistEntry> {
  return write('waitlist/', entry, { idempotencyKey })
}

export function leaveWaitlist(id: string): Promise<void> {
  return remove(`waitlist/${id}/`)
}

/** Refused as `offer_expired` once it went on to somebody else. */
export function acceptOffer(id: string): Promise<Appointment> {
  return write(`waitlist/offers/${id}/accept/`)
}

export function declineOffer(id: string): Promise<void> {
  return write(`waitlist/offers/${id}/decline/`)
}
