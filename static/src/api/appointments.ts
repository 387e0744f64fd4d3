// Booking, and the appointments of the reader.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { read, write } from './http'
import type { Appointment, Page } from './types'

/** Codes that a doctor's appointment types may have. */
export const APPOINTMENT_TYPES = [
  'consultation',
  'follow_up',
  'checkup',
  'emergency',
  'physical_therapy',
  'lab_work',
  'imaging',
] as const

export interface Booking {
  doctor_id: string
  starts_at: string
  appointment_type: string
  patient_notes?: string
}

/** A repeat with the same key and body gets the first answer: nobody is booked twice. */
export function book(booking: Booking, idempotencyKey: string): Promise<Appointment> {
  return write<Appointment>('appointment-booking/book/', booking, { idempotencyKey })
}

export const appointmentsKey = ['appointments'] as const

export const myAppointmentsQuery = infiniteQueryOptions({
  queryKey: [...appointmentsKey, 'mine'],
  queryFn: ({ pageParam, signal }) =>
    read<Page<Appointment>>('appointments/', { limit: 50, cursor: pageParam }, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
})

/** One day of a doctor, in the doctor's zone, in order of time. */
export function agendaQuery(doctorId: string, date: string) {
  return queryOptions({
    queryKey: [...appointmentsKey, 'agenda', doctorId, date],
    queryFn: async ({ signal }) => {
      const query = { doctor: doctorId, from: date, to: date, limit: 100 }
      const page = await read<Page<Appointment>>('appointments/', query, signal)
      return page.results
        .filter((appointment) => appointment.appointment_date === date)
        .sort((one, other) => one.starts_at.localeCompare(other.starts_at))
    },
  })
}

export type AppointmentAction = 'confirm' | 'complete' | 'cancel'

export function act(id: string, action: AppointmentAction, body: { reason?: string } = {}): Promise<Appointment> {
  return write<Appointment>(`appointments/${id}/${action}/`, body)
}
