// All that a desk shows of one day: the doctors of the clinic, their visits, their free times.
import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { visitsQuery } from '@/api/appointments'
import { clinicDoctorsQuery, slotsQuery } from '@/api/doctors'
import type { Appointment, Doctor, Slot } from '@/api/types'
import { byName } from '@/calendar/doctor-here'
import { isShown } from '@/calendar/moved'
import { useSchedules } from '@/live/use-schedules'
import { addDays, dayIn } from '@/time/days'
import type { Day } from '@/time/days'
import { freeTimes } from './free-times'
import type { FreeTime } from './free-times'

export interface DeskDoctor {
  doctor: Doctor
  visits: Appointment[]
  free: FreeTime[]
}

/** Where no event may be heard, as of a doctor who works elsewhere too, changes are looked for. */
const LOOKS_EVERY_MS = 30_000
const NO_DOCTORS: Doctor[] = []

export function useDesk(clinicId: string, day: Day, zone: string) {
  const doctorsHere = useQuery(clinicDoctorsQuery(clinicId))
  const doctors = useMemo(() => byName(doctorsHere.data ?? NO_DOCTORS), [doctorsHere.data])
  useSchedules(doctors.map(({ id }) => id))
  const visits = useQueries({
    queries: doctors.map(({ id }) => ({ ...visitsQuery(id, day, addDays(day, 1)), refetchInterval: LOOKS_EVERY_MS })),
    combine: joined<Appointment[]>,
  })
  const slots = useQueries({
    queries: doctors.map(({ id, time_zone }) => slotsQuery(slotRange(id, time_zone === zone, day))),
    combine: joined<{ slots: Slot[] }>,
  })
  const columns = useMemo(
    () =>
      doctors.map((doctor, index): DeskDoctor => ({
        doctor,
        visits: (visits.data[index] ?? []).filter((visit) => isShown(visit) && isOn(visit, day, zone)),
        free: freeTimes(slots.data[index]?.slots ?? [], clinicId, day, zone),
      })),
    [doctors, visits.data, slots.data, clinicId, day, zone],
  )
  return {
    columns,
    known: doctorsHere.data !== undefined && visits.known,
    error: doctorsHere.error ?? visits.error,
    again: () => {
      void doctorsHere.refetch()
      visits.again()
    },
  }
}

/** The day of the clinic may be two of the doctor's. */
function slotRange(doctorId: string, sameZone: boolean, day: Day) {
  const around = sameZone ? 0 : 1
  return { doctorId, from: addDays(day, -around), to: addDays(day, around), appointmentType: 'consultation' }
}

function isOn({ starts_at, ends_at }: Appointment, day: Day, zone: string): boolean {
  return dayIn(starts_at, zone) <= day && day <= dayIn(new Date(Date.parse(ends_at) - 1), zone)
}

interface Answer<Data> {
  data?: Data
  error: unknown
  refetch: () => unknown
}

function joined<Data>(answers: Answer<Data>[]) {
  return {
    data: answers.map(({ data }) => data),
    known: answers.every(({ data }) => data !== undefined),
    error: answers.find(({ data, error }) => data === undefined && error)?.error ?? null,
    again: () => {
      for (const each of answers) void each.refetch()
    },
  }
}
