// What may be done with a visit, by its status; the server says the same. Pure.
import type { VisitStep } from '@/api/appointments'
import type { AppointmentStatus } from '@/api/types'

const STEPS: Partial<Record<AppointmentStatus, VisitStep[]>> = {
  pending: ['confirm'],
  confirmed: ['check_in', 'no_show'],
  checked_in: ['start'],
  in_progress: ['complete'],
}

/** For the doctor's side; the usual one first. */
export function stepsFrom(status: AppointmentStatus): VisitStep[] {
  return STEPS[status] ?? []
}

/** Who has arrived is seen at the time that it is. */
export function mayMove(status: AppointmentStatus): boolean {
  return status === 'pending' || status === 'confirmed'
}

export function mayCancel(status: AppointmentStatus): boolean {
  return status === 'pending' || status === 'confirmed' || status === 'checked_in'
}
