// The kinds of visit that a doctor offers: anybody reads them, the doctor's side changes them.
import { queryOptions } from '@tanstack/react-query'
import { write } from './http'
import { readAll } from './read-all'
import { pathOf, scheduleKey } from './schedules'
import type { Trial } from './schedules'
import type { AppointmentType, NewAppointmentType, Stranded } from './types'

/** The codes that they may have. */
export const APPOINTMENT_TYPES = [
  'consultation',
  'follow_up',
  'checkup',
  'emergency',
  'physical_therapy',
  'lab_work',
  'imaging',
] as const

export function appointmentTypesQuery(doctorId: string) {
  return queryOptions({
    queryKey: [...scheduleKey(doctorId), 'types'],
    queryFn: ({ signal }) => readAll<AppointmentType>(`doctors/${doctorId}/appointment_types/`, signal),
    staleTime: 60_000,
  })
}

export function addAppointmentType(
  doctorId: string,
  type: NewAppointmentType,
  trial: Trial,
): Promise<AppointmentType & Partial<Stranded>> {
  return write(pathOf(doctorId, 'appointment_types/', trial), type)
}

export function changeAppointmentType(
  doctorId: string,
  { code, version }: AppointmentType,
  change: Partial<NewAppointmentType>,
  trial: Trial,
): Promise<AppointmentType & Partial<Stranded>> {
  return write(pathOf(doctorId, `appointment_types/${code}/`, trial), change, { method: 'PATCH', ifMatch: version })
}

/** Visits of that kind stay. */
export function removeAppointmentType(doctorId: string, code: string): Promise<void> {
  return write(pathOf(doctorId, `appointment_types/${code}/`, { dryRun: false }), null, { method: 'DELETE' })
}
