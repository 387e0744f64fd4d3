// Who waits, and for how long. Pure.
import type { Appointment, WaitlistEntry } from '@/api/types'

export interface Waiting {
  visit: Appointment
  /** Whole minutes. */
  minutes: number
}

/** Who came and was not called in yet, the longest wait first. */
export function waitingRoom(visits: Appointment[], now: Date): Waiting[] {
  return visits
    .filter(({ status }) => status === 'checked_in')
    .map((visit) => ({ visit, minutes: Math.max(0, Math.floor((now.getTime() - Date.parse(visit.updated_at)) / 60_000)) }))
    .sort((one, other) => other.minutes - one.minutes || one.visit.starts_at.localeCompare(other.visit.starts_at))
}

/** Who waits for one of these doctors, or for whoever has time. */
export function waitingFor(entries: WaitlistEntry[], doctorIds: string[]): WaitlistEntry[] {
  return entries.filter(({ doctor_id }) => !doctor_id || doctorIds.includes(doctor_id))
}

/** The one step that the desk takes with a press: somebody who comes today is checked in, not who comes next week. */
export function quickStep(visit: Pick<Appointment, 'status' | 'starts_at'>, now: Date): 'confirm' | 'check_in' | null {
  if (visit.status === 'pending') return 'confirm'
  const hours = Math.abs(Date.parse(visit.starts_at) - now.getTime()) / 3_600_000
  return visit.status === 'confirmed' && hours <= 12 ? 'check_in' : null
}
