// A booking at the desk, as its dialog holds it, and what of it is sent. Pure.
import type { Booking, NewPatient } from '@/api/types'
import type { Day } from '@/time/days'

/** What a press on the grid, or on somebody who waits, says already. */
export interface BookingWish {
  doctorId: string
  day: Day
  /** `09:00`; empty where it is still to be chosen. */
  time: string
  patient: Who | null
  kind: string | null
}

export interface Who {
  id: string
  name: string
}

interface Chosen {
  doctorId: string
  startsAt: string
  kind: string
  notes: string
  for: { known: Who } | { somebodyNew: NewPatient }
}

export function bookingOf({ doctorId, startsAt, kind, notes, for: whom }: Chosen): Booking {
  return {
    doctor_id: doctorId,
    starts_at: startsAt,
    appointment_type: kind,
    patient_notes: notes.trim() || undefined,
    ...('known' in whom ? { patient_id: whom.known.id } : { patient: whom.somebodyNew }),
  }
}
