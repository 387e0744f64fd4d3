// A patient about to be registered, as the form holds them, and what of it is sent.
import type { NewPatient } from '@/api/types'

export const PATIENT_FIELDS = ['first_name', 'last_name', 'date_of_birth', 'phone', 'email', 'clinic_id'] as const
export type PatientField = (typeof PATIENT_FIELDS)[number]
export type PatientValues = Record<PatientField, string>

export const NOBODY: PatientValues = {
  first_name: '',
  last_name: '',
  date_of_birth: '',
  phone: '',
  email: '',
  clinic_id: '',
}

/** What was left empty is not sent. */
export function newPatientOf(values: PatientValues, timeZone: string): NewPatient {
  const { first_name, last_name } = values
  const given = (field: PatientField) => values[field].trim() || undefined
  return {
    first_name: first_name.trim(),
    last_name: last_name.trim(),
    date_of_birth: given('date_of_birth'),
    phone: given('phone'),
    email: given('email'),
    clinic_id: given('clinic_id'),
    time_zone: timeZone,
  }
}
