// The steps that the doctor's side may take with a visit, by its status. Pure.
import type { AppointmentAction } from '@/api/appointments'
import type { AppointmentStatus } from '@/api/types'

export type VisitStep = Exclude<AppointmentAction, 'cancel'>

const STEPS: Partial<Record<AppointmentStatus, VisitStep[]>> = {
  pending: ['confirm'],
  confirmed: ['check_in', 'no_show'],
  checked_in: ['start'],
  in_progress: ['complete'],
}

/** The usual one first. */
export function stepsFrom(status: AppointmentStatus): VisitStep[] {
  return STEPS[status] ?? []
}

export function mayCancel(status: AppointmentStatus): boolean {
  return status === 'pending' || status === 'confirmed' || status === 'checked_in'
}
