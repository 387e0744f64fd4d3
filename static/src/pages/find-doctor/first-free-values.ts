// Looking for the first free visit, as its form holds it and as it is sent. Pure.
import type { FirstAvailable } from '@/api/types'
import { addDays } from '@/time/days'
import type { Day } from '@/time/days'

export const FIRST_FREE_FIELDS = ['from', 'to', 'patient', 'notes'] as const
export type FirstFreeField = (typeof FIRST_FREE_FIELDS)[number]

/** `patient` is a dependant, or empty for oneself. */
export type FirstFreeValues = Record<FirstFreeField, string>

/** From today for two weeks. */
export function newValues(today: Day): FirstFreeValues {
  return { from: today, to: addDays(today, 14), patient: '', notes: '' }
}

export function wantedOf(values: FirstFreeValues, specialty: string): FirstAvailable {
  const notes = values.notes.trim()
  return {
    specialty,
    from: values.from,
    to: values.to,
    ...(values.patient !== '' && { patient_id: values.patient }),
    ...(notes !== '' && { patient_notes: notes }),
  }
}
