// Doctors and the times they can be booked at.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { read } from './http'
import { readAll } from './read-all'
import type { Doctor, Page, Slots } from './types'

export interface DoctorFilter {
  q?: string
  specialty?: string
}

export function doctorsQuery(filter: DoctorFilter) {
  return infiniteQueryOptions({
    queryKey: ['doctors', filter],
    queryFn: ({ pageParam, signal }) =>
      read<Page<Doctor>>('doctors/', { ...filter, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}

export function doctorQuery(doctorId: string) {
  return queryOptions({
    queryKey: ['doctor', doctorId],
    queryFn: ({ signal }) => read<Doctor>(`doctors/${doctorId}/`, {}, signal),
  })
}

export interface SlotRange {
  doctorId: string
  /** Days of the doctor's zone, both included. */
  from: string
  to: string
  appointmentType: string
}

/** All ranges of one doctor, for live changes. */
export const slotsKey = (doctorId: string) => ['slots', doctorId] as const

export function slotsQuery({ doctorId, from, to, appointmentType }: SlotRange) {
  return queryOptions({
    queryKey: [...slotsKey(doctorId), from, to, appointmentType],
    queryFn: ({ signal }) =>
      read<Slots>(`doctors/${doctorId}/available_slots/`, { from, to, appointment_type: appointmentType }, signal),
  })
}

/** All who work at a clinic. */
export function clinicDoctorsQuery(clinicId: string) {
  return queryOptions({
    queryKey: ['doctors', 'of', clinicId],
    queryFn: ({ signal }) => readAll<Doctor>('doctors/', signal, { clinic: clinicId }),
    staleTime: 10 * 60_000,
  })
}

/** All that there are, for whoever runs the hub. */
export const everyDoctorQuery = queryOptions({
  queryKey: ['doctors', 'every'],
  queryFn: ({ signal }) => readAll<Doctor>('doctors/', signal),
  staleTime: 10 * 60_000,
})

/** The specialties that there are, from the doctors that there are. */
export const specialtiesQuery = queryOptions({
  queryKey: ['specialties'],
  queryFn: async ({ signal }) => {
    const page = await read<Page<Doctor>>('doctors/', { limit: 100 }, signal)
    return [...new Set(page.results.map((doctor) => doctor.specialty))].sort()
  },
  staleTime: 10 * 60_000,
})
