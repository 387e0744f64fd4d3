// Moving a visit to another time.
import { write } from './http'
import type { Appointment, Override } from './types'

/** Only the version that was looked at. `override` is for the doctor's side: against the rules, and why. */
export function reschedule({ id, version }: Appointment, startsAt: string, override?: Override): Promise<Appointment> {
  return write(`appointments/${id}/reschedule/`, { starts_at: startsAt, override }, { ifMatch: version })
}
