// The first free visit with any of several doctors.
import { write } from './http'
import type { Appointment, FirstAvailable } from './types'

/** Refused as `none_available`. */
export function bookFirstAvailable(wanted: FirstAvailable, idempotencyKey: string): Promise<Appointment> {
  return write('appointment-booking/first_available/', wanted, { idempotencyKey })
}
