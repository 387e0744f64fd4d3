// The kinds of visit that a doctor offers.
import { queryOptions } from '@tanstack/react-query'
import { readAll } from './read-all'
import type { AppointmentType } from './types'

export function appointmentTypesQuery(doctorId: string) {
  return queryOptions({
    queryKey: ['doctor', doctorId, 'types'],
    queryFn: ({ signal }) => readAll<AppointmentType>(`doctors/${doctorId}/appointment_types/`, signal),
    staleTime: 60_000,
  })
}
