// Waiting for a time to become free, and the offers that come of it.
import { queryOptions } from '@tanstack/react-query'
import { remove, write } from './http'
import { readAll } from './read-all'
import type { Appointment } from './types'

/** A time that is kept for somebody who waited, until they answer. */
export interface Offer {
  id: string
  entry_id: string
  doctor_id: string
  doctor_name: string
  clinic_id: string
  appointment_type: string
  starts_at: string
  ends_at: string
  time_zone: string
  expires_at: string
  state: 'open' | 'accepted' | 'declined' | 'expired'
}

export interface WaitlistEntry {
  id: string
  patient_id: string
  patient_name: string
  doctor_id: string | null
  doctor_name: string | null
  specialty: string | null
  appointment_type: string
  from: string
  to: string
  /** From, to: hours on the doctor's wall. */
  time_of_day: [string, string] | null
  status: 'waiting' | 'offered' | 'booked' | 'left' | 'lapsed'
  offer: Offer | null
  created_at: string
  version: number
}

export interface NewWaitlistEntry {
  doctor_id: string
  /** Days, both included, of the doctor's zone. */
  from: string
  to: string
  time_of_day?: [string, string]
  appointment_type: string
  patient_id?: string
}

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
