// Booking for somebody else: for a patient who is known, or for somebody new who is registered with it.
import { write } from './http'
import type { Appointment, Booking, Override } from './types'

export type DeskBooking = Booking & { override?: Override }

/** A repeat with the same key and body gets the first answer: nobody is booked twice. */
export function bookAtDesk(booking: DeskBooking, idempotencyKey: string): Promise<Appointment> {
  return write('appointment-booking/book/', booking, { idempotencyKey })
}
