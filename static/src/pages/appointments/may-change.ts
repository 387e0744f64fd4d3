// What can still be done about a visit. Pure.
import type { Appointment } from '@/api/types'

const OVER = ['cancelled', 'completed', 'no_show', 'expired']

/** Still to come; what was cancelled counts as past. */
export function isUpcoming({ status, ends_at }: Appointment, nowMs: number): boolean {
  return !OVER.includes(status) && Date.parse(ends_at) > nowMs
}

export function mayCancel({ status }: Appointment): boolean {
  return ['pending', 'confirmed', 'checked_in'].includes(status)
}

/** Who has arrived is seen at the time that it is. */
export function mayMove({ status, starts_at }: Appointment, nowMs: number): boolean {
  return ['pending', 'confirmed'].includes(status) && Date.parse(starts_at) > nowMs
}
