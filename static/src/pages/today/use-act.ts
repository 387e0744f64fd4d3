// Moves a visit along its status machine and reads the agenda again.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { act, appointmentsKey } from '@/api/appointments'
import type { Appointment, AppointmentStatus } from '@/api/types'

export type Step = 'confirm' | 'check_in' | 'start' | 'complete'

/** The next step of a visit, if the doctor has one to take. */
export const NEXT_STEP: Partial<Record<AppointmentStatus, Step>> = {
  pending: 'confirm',
  confirmed: 'check_in',
  checked_in: 'start',
  in_progress: 'complete',
}

export function mayCancel(visit: Appointment): boolean {
  return ['pending', 'confirmed', 'checked_in'].includes(visit.status)
}

export function useAct() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ visit, step }: { visit: Appointment; step: Step }) => act(visit.id, step),
    onSettled: () => queries.invalidateQueries({ queryKey: appointmentsKey }),
  })
}
