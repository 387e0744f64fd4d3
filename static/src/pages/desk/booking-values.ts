// A booking at the desk, as its dialog holds it, and what of it is sent. Pure.
import type { Booking, NewPatient } from '@/api/types'
import { isDay } from '@/time/days'
import type { Day } from '@/time/days'
import { instantsAt, minuteOfText } from '@/time/wall'

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

/** The instant; null for what is no time, or one that clocks skip. */
export function startOf(day: string, time: string, zone: string): string | null {
  const minute = minuteOfText(time)
  if (minute === null || !isDay(day)) return null
  return instantsAt(day, minute, zone)[0] ?? null
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
