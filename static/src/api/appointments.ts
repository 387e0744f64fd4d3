// Booking, and the appointments of the reader.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { addDays } from '@/time/days'
import type { Day } from '@/time/days'
import { read, write } from './http'
import { readAll } from './read-all'
import type { Appointment, Booking, Page } from './types'

/** A repeat with the same key and body gets the first answer: nobody is booked twice. */
export function book(booking: Booking, idempotencyKey: string): Promise<Appointment> {
  return write<Appointment>('appointment-booking/book/', booking, { idempotencyKey })
}

export const appointmentsKey = ['appointments'] as const

export function appointmentQuery(id: string) {
  return queryOptions({
    queryKey: [...appointmentsKey, 'one', id],
    queryFn: ({ signal }) => read<Appointment>(`appointments/${id}/`, {}, signal),
  })
}

/** The longest page that a list gives. */
const MOST = 100

/** The reader's own from this day (of UTC) on. */
export function upcomingQuery(from: Day) {
  return queryOptions({
    queryKey: [...appointmentsKey, 'upcoming', from],
    queryFn: async ({ signal }) =>
      (await read<Page<Appointment>>('appointments/', { from: startOf(from), limit: MOST }, signal)).results,
  })
}

/** The reader's own before this day (of UTC), the latest first. */
export function pastQuery(to: Day) {
  return infiniteQueryOptions({
    queryKey: [...appointmentsKey, 'past', to],
    queryFn: ({ pageParam, signal }) => {
      const query = { to: startOf(to), ordering: '-starts_at', cursor: pageParam }
      return read<Page<Appointment>>('appointments/', query, signal)
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}

/** Those of one patient that the reader may see, the latest first. */
export function patientVisitsQuery(patientId: string) {
  return infiniteQueryOptions({
    queryKey: [...appointmentsKey, 'patient', patientId],
    queryFn: ({ pageParam, signal }) => {
      const query = { patient: patientId, ordering: '-starts_at', cursor: pageParam }
      return read<Page<Appointment>>('appointments/', query, signal)
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}

/** One day of a doctor, in the doctor's zone, in order of time. */
export function agendaQuery(doctorId: string, date: Day) {
  return queryOptions({
    queryKey: [...appointmentsKey, 'agenda', doctorId, date],
    queryFn: async ({ signal }) => {
      // No zone is more than 14 hours from UTC: a day more on either side covers the doctor's.
      const range = { from: startOf(addDays(date, -1)), to: startOf(addDays(date, 2)) }
      const page = await read<Page<Appointment>>('appointments/', { doctor: doctorId, ...range, limit: MOST }, signal)
      return page.results
        .filter((appointment) => appointment.appointment_date === date)
        .sort((one, other) => one.starts_at.localeCompare(other.starts_at))
    },
  })
}

/** Those of one doctor on days of any zone, the last excluded; in order of time. */
export function visitsQuery(doctorId: string, from: Day, to: Day) {
  return queryOptions({
    queryKey: [...appointmentsKey, 'calendar', doctorId, from, to],
    queryFn: ({ signal }) => {
      // No zone is more than 14 hours from UTC: a day more on either side covers all, and who comes past midnight.
      const range = { from: startOf(addDays(from, -1)), to: startOf(addDays(to, 1)) }
      return readAll<Appointment>('appointments/', signal, { doctor: doctorId, ...range })
    },
  })
}

function startOf(day: Day): string {
  return `${day}T00:00:00Z`
}

/** Calling it off is another matter. */
export type VisitStep = 'confirm' | 'check_in' | 'start' | 'complete' | 'no_show'

/** A step of the version that was looked at, and of no other. */
export function step({ id, version }: Appointment, action: VisitStep): Promise<Appointment> {
  return write<Appointment>(`appointments/${id}/${action}/`, {}, { ifMatch: version })
}
