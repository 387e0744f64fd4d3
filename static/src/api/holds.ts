// A time that is kept for somebody while they make up their mind.
import { remove, write } from './http'

/** What a hold is asked for. */
export interface HoldWish {
  doctor_id: string
  starts_at: string
  appointment_type: string
  /** Somebody whom the reader looks after; themselves unless told. */
  patient_id?: string
}

export interface Hold {
  hold_id: string
  doctor_id: string
  patient_id: string
  clinic_id: string
  appointment_type: string
  starts_at: string
  ends_at: string
  time_zone: string
  expires_at: string
  /** Whether asking for the same once more keeps it longer. */
  renewable: boolean
}

/** The same wish again renews its hold, once. Another start with the same doctor lets the one before go. */
export function hold(wish: HoldWish): Promise<Hold> {
  return write('appointment-booking/hold/', wish)
}

/** Arrives also when the page is being left. */
export function letGo(holdId: string): Promise<void> {
  return remove(`appointment-booking/hold/${holdId}/`, { keepalive: true })
}
