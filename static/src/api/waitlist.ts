// Waiting for a time to become free, and the offers that come of it: for who waits, and for the clinics.
import { queryOptions } from '@tanstack/react-query'
import { remove, write } from './http'
import { readAll } from './read-all'
import type { Appointment, NewWaitlistEntry, WaitlistEntry, WaitlistEntryChange } from './types'

export const waitlistKey = ['waitlist'] as const

/** The reader's own, and those of the people they look after. */
export const waitlistQuery = queryOptions({
  queryKey: waitlistKey,
  queryFn: ({ signal }) => readAll<WaitlistEntry>('waitlist/', signal),
})

/** At the reader's clinics: those who still wait, or were offered a time, the first to join first. */
export const clinicWaitlistQuery = queryOptions({
  queryKey: [...waitlistKey, 'clinic'],
  queryFn: ({ signal }) => readAll<WaitlistEntry>('waitlist/', signal, { status: 'waiting,offered' }),
})

export function joinWaitlist(entry: NewWaitlistEntry, idempotencyKey: string): Promise<WaitlistEntry> {
  return write('waitlist/', entry, { idempotencyKey })
}

/** Other days or hours; the place stays. */
export function changeWaitlistEntry({ id, version }: WaitlistEntry, change: WaitlistEntryChange): Promise<WaitlistEntry> {
  return write(`waitlist/${id}/`, change, { method: 'PATCH', ifMatch: version })
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
