// What shades a calendar: a doctor's hours, what is different on single days, absences, and closed clinics.
import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { clinicsQuery } from '@/api/clinics'
import { closuresQuery } from '@/api/closures'
import { overridesQuery, timeOffQuery, weeklyHoursQuery } from '@/api/schedules'
import type { Closure, Doctor } from '@/api/types'
import type { Hours } from './openings'

const NONE: never[] = []

/** What is not known, or not for the reader, is left out: visits are shown all the same. */
export function useHours(doctor: Pick<Doctor, 'id' | 'clinics'>, zone: string): Hours {
  const { data: weekly = NONE } = useQuery(weeklyHoursQuery(doctor.id))
  const { data: overrides = NONE } = useQuery(overridesQuery(doctor.id))
  const { data: timeOff = NONE } = useQuery(timeOffQuery(doctor.id))
  const { data: clinics = NONE } = useQuery(clinicsQuery)
  const closed = useQueries({ queries: doctor.clinics.map(({ id }) => closuresQuery(id)), combine: allOf })
  return useMemo(() => {
    const zoneOf = (clinic: string) => clinics.find(({ id }) => id === clinic)?.time_zone ?? zone
    const closures = closed.map((closure) => ({ ...closure, zone: zoneOf(closure.clinic_id) }))
    return { zone, weekly, overrides, timeOff, closures }
  }, [zone, weekly, overrides, timeOff, closed, clinics])
}

function allOf(lists: { data?: Closure[] }[]): Closure[] {
  return lists.flatMap(({ data }) => data ?? [])
}
