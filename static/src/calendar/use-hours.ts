// What shades a calendar: a doctor's hours, what is different on single days, absences, and closed clinics.
import { useQueries, useQuery } from '@tanstack/react-query'
import { clinicsQuery } from '@/api/clinics'
import { closuresQuery } from '@/api/closures'
import { overridesQuery, timeOffQuery, weeklyHoursQuery } from '@/api/schedules'
import type { Doctor } from '@/api/types'
import type { Hours } from './openings'

/** What is not known, or not for the reader, is left out: visits are shown all the same. */
export function useHours(doctor: Pick<Doctor, 'id' | 'clinics'>, zone: string): Hours {
  const { data: weekly = [] } = useQuery(weeklyHoursQuery(doctor.id))
  const { data: overrides = [] } = useQuery(overridesQuery(doctor.id))
  const { data: timeOff = [] } = useQuery(timeOffQuery(doctor.id))
  const { data: clinics = [] } = useQuery(clinicsQuery)
  const closed = useQueries({ queries: doctor.clinics.map(({ id }) => closuresQuery(id)) })
  const closures = closed
    .flatMap(({ data = [] }) => data)
    .map((closure) => ({ ...closure, zone: clinics.find(({ id }) => id === closure.clinic_id)?.time_zone ?? zone }))
  return { zone, weekly, overrides, timeOff, closures }
}
