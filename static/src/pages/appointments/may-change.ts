// Whether a visit is still to come, and may still be moved. Pure.
import type { Appointment } from '@/api/types'
import { mayMove } from '@/calendar/steps'

const OVER = ['cancelled', 'completed', 'no_show', 'expired']

/** Still to come; what was cancelled counts as past. */
export function isUpcoming({ status, ends_at }: Appointment, nowMs: number): boolean {
  return !OVER.includes(status) && Date.parse(ends_at) > nowMs
}

export function mayStillMove({ status, starts_at }: Appointment, nowMs: number): boolean {
  return mayMove(status) && Date.parse(starts_at) > nowMs
}
