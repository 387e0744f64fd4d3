// The desk hears of every visit at its clinics: it follows the schedules of the doctors who work there.
import { useQueries } from '@tanstack/react-query'
import { clinicDoctorsQuery } from '@/api/doctors'
import type { User } from '@/api/types'
import { useSchedules } from '@/live/use-schedules'

/** Shows nothing. */
export function DeskLive({ user }: { user: User }) {
  const clinics = useQueries({ queries: user.clinics.map(({ id }) => clinicDoctorsQuery(id)) })
  // All at once: each change of the list leaves every topic and asks for them again.
  const known = clinics.every(({ isPending }) => !isPending)
  const doctors = new Set(known ? clinics.flatMap(({ data }) => data ?? []).map(({ id }) => id) : [])
  useSchedules([...doctors])
  return null
}
