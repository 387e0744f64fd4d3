// The first free visit with any of several doctors.
import { write } from './http'
import type { Appointment } from './types'

export interface FirstAvailable {
  specialty: string
  /** Days, both included, of each doctor's zone. */
  from: string
  to: string
  appointment_type?: string
  patient_id?: string
  patient_notes?: string
}

/** Refused as `none_available`. */
export function bookFirstAvailable(wanted: FirstAvailable, idempotencyKey: string): Promise<Appointment> {
  return write('appointment-booking/first_available/', wanted, { idempotencyKey })
}
