// The kinds of visit that a doctor offers.
import { queryOptions } from '@tanstack/react-query'
import { readAll } from './read-all'

export interface AppointmentType {
  code: string
  duration_minutes: number
  buffer_before_minutes: number
  buffer_after_minutes: number
  /** How many may come at once. */
  capacity: number
  grid_minutes: number | null
  mode: string
  price: string | null
  currency: string | null
  version: number
}

export function appointmentTypesQuery(doctorId: string) {
  return queryOptions({
    queryKey: ['doctor', doctorId, 'types'],
    queryFn: ({ signal }) => readAll<AppointmentType>(`doctors/${doctorId}/appointment_types/`, signal),
    staleTime: 60_000,
  })
}
