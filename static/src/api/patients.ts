// The patients of the reader's clinics; a doctor's own.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { read, write } from './http'
import type { NewPatient, Page, Patient } from './types'

export interface PatientFilter {
  /** Words of the name. */
  q?: string
  phone?: string
  email?: string
  date_of_birth?: string
}

export const patientsKey = ['patients'] as const

/** The newest first, phones and addresses masked. */
export function patientsQuery(filter: PatientFilter) {
  return infiniteQueryOptions({
    queryKey: [...patientsKey, 'list', filter],
    queryFn: ({ pageParam, signal }) => read<Page<Patient>>('patients/', { ...filter, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}

/** Nothing masked. That it was read is on record. */
export function patientQuery(id: string) {
  return queryOptions({
    queryKey: [...patientsKey, 'one', id],
    queryFn: ({ signal }) => read<Patient>(`patients/${id}/`, {}, signal),
    // Each reading is a line of the audit log: coming back to the tab is none.
    staleTime: 60_000,
  })
}

/** Somebody who is known by that name and a proven address joins the clinic's patients, and is the answer. */
export function registerPatient(patient: NewPatient, idempotencyKey: string): Promise<Patient> {
  return write('patients/', patient, { idempotencyKey })
}
