// All that a desk shows of one day: the doctors of the clinic, their visits, their free times for one kind of visit.
import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { appointmentTypesQuery } from '@/api/appointment-types'
import { visitsQuery } from '@/api/appointments'
import { clinicDoctorsQuery, slotsQuery } from '@/api/doctors'
import type { Appointment, AppointmentType, Doctor, Slot } from '@/api/types'
import { byName } from '@/calendar/doctor-here'
import { isShown } from '@/calendar/moved'
import { useSchedules } from '@/live/use-schedules'
import { kindAmong } from '@/pages/doctor/kinds'
import { addDays, dayIn } from '@/time/days'
import type { Day } from '@/time/days'
import { freeTimes } from './free-times'
import type { FreeTime } from './free-times'

export interface DeskDoctor {
  doctor: Doctor
  visits: Appointment[]
  free: FreeTime[]
  /** Whether they offer this kind of visit. */
  offers: boolean
}

/** Where no event may be heard, as of a doctor who works elsewhere too, changes are looked for. */
const LOOKS_EVERY_MS = 30_000
const NO_DOCTORS: Doctor[] = []

export function useDesk(clinicId: string, day: Day, zone: string, wantedKind: string | undefined) {
  const doctorsHere = useQuery(clinicDoctorsQuery(clinicId))
  const doctors = useMemo(() => byName(doctorsHere.data ?? NO_DOCTORS), [doctorsHere.data])
  useSchedules(doctors.map(({ id }) => id))
  const visits = useQueries({
    queries: doctors.map(({ id }) => ({ ...visitsQuery(id, day, addDays(day, 1)), refetchInterval: LOOKS_EVERY_MS })),
    combine: joined<Appointment[]>,
  })
  const types = useQueries({ queries: doctors.map(({ id }) => appointmentTypesQuery(id)), combine: joined<AppointmentType[]> })
  const kinds = useMemo(() => [...new Set(types.data.flatMap((each = []) => each.map(({ code }) => code)))], [types.data])
  const kind = kindAmong(kinds, wantedKind)
  const slots = useQueries({
    queries: doctors.map(({ id, time_zone }, index) => ({
      ...slotsQuery({ ...slotRange(id, time_zone === zone, day), appointmentType: kind }),
      enabled: offersKind(types.data[index], kind) ?? types.error !== null,
    })),
    combine: joined<{ slots: Slot[] }>,
  })
  const columns = useMemo(
    () =>
      doctors.map((doctor, index): DeskDoctor => ({
        doctor,
        visits: (visits.data[index] ?? []).filter((visit) => isShown(visit) && isOn(visit, day, zone)),
        free: freeTimes(slots.data[index]?.slots ?? [], clinicId, day, zone),
        offers: offersKind(types.data[index], kind) ?? true,
      })),
    [doctors, visits.data, slots.data, types.data, kind, clinicId, day, zone],
  )
  return {
    columns,
    /** What any of them offers, and which of it the free times are for. */
    kinds,
    kind,
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
  return { doctorId, from: addDays(day, -around), to: addDays(day, around) }
}

/** Undefined while it is not known. */
function offersKind(types: AppointmentType[] | undefined, kind: string): boolean | undefined {
  return types?.some(({ code }) => code === kind)
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
