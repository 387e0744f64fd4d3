// The desk hears of every visit at its clinics: it follows the schedules of the doctors who work there.
import { useQueries, useQueryClient } from '@tanstack/react-query'
import { appointmentsKey } from '@/api/appointments'
import { clinicDoctorsQuery } from '@/api/doctors'
import type { User } from '@/api/types'
import { useTopics } from '@/live/use-topic'

/** A socket follows 128 topics at most, and the page has a few of its own. */
const MOST = 100

/** Shows nothing. */
export function DeskLive({ user }: { user: User }) {
  const queries = useQueryClient()
  const clinics = useQueries({ queries: user.clinics.map(({ id }) => clinicDoctorsQuery(id)) })
  // All at once: each change of the list leaves every topic and asks for them again.
  const known = clinics.every(({ isPending }) => !isPending)
  const doctors = new Set(known ? clinics.flatMap(({ data }) => data ?? []).map(({ id }) => id) : [])
  const readAgain = () => void queries.invalidateQueries({ queryKey: appointmentsKey })
  useTopics([...doctors].sort().slice(0, MOST).map((id) => `schedule:${id}`), { onEvent: readAgain, onResync: readAgain })
  return null
}
