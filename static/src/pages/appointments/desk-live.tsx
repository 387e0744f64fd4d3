// The desk hears of every visit at its clinics: it follows the schedules of the doctors who work there.
import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { appointmentsKey } from '@/api/appointments'
import { clinicDoctorsQuery } from '@/api/doctors'
import type { User } from '@/api/types'
import { readAgain } from '@/live/read-again'
import { useTopics } from '@/live/use-topic'

/** A socket follows 128 topics at most, and the page has a few of its own. */
const MOST = 100
/** What many schedules tell at once, as each does when it begins to be followed, is one reading. */
const TOGETHER_MS = 100

/** Shows nothing. */
export function DeskLive({ user }: { user: User }) {
  const queries = useQueryClient()
  const clinics = useQueries({ queries: user.clinics.map(({ id }) => clinicDoctorsQuery(id)) })
  // All at once: each change of the list leaves every topic and asks for them again.
  const known = clinics.every(({ isPending }) => !isPending)
  const doctors = new Set(known ? clinics.flatMap(({ data }) => data ?? []).map(({ id }) => id) : [])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
    },
    [],
  )
  const changed = () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      void readAgain(queries, appointmentsKey)
    }, TOGETHER_MS)
  }
  useTopics([...doctors].sort().slice(0, MOST).map((id) => `schedule:${id}`), { onEvent: changed, onResync: changed })
  return null
}
