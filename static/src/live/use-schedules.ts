// The schedules of some doctors, live: what changes in them is read again, many changes at once as one.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { appointmentsKey } from '@/api/appointments'
import { slotsKey } from '@/api/doctors'
import { scheduleKey } from '@/api/schedules'
import { waitlistKey } from '@/api/waitlist'
import { readAgain } from './read-again'
import { useTopics } from './use-topic'

/** A socket follows 128 topics at most, and the page has a few of its own. */
const MOST = 100
const TOGETHER_MS = 60

/** Staff may not follow all that a doctor does elsewhere: free times tell them that something has changed. */
export function useSchedules(doctorIds: string[]): void {
  const queries = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const rules = useRef(new Set<string>())
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
    },
    [],
  )
  const followed = [...doctorIds].sort().slice(0, MOST)
  const read = () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      void readAgain(queries, appointmentsKey)
      for (const id of followed) void queries.invalidateQueries({ queryKey: slotsKey(id) })
      // What becomes free is offered to somebody who waits.
      void queries.invalidateQueries({ queryKey: waitlistKey })
      for (const id of rules.current) void queries.invalidateQueries({ queryKey: scheduleKey(id) })
      rules.current.clear()
    }, TOGETHER_MS)
  }
  useTopics(
    // Where there are too many, the schedules come first.
    [...followed.map((id) => `schedule:${id}`), ...followed.map((id) => `doctor:${id}:slots`)].slice(0, MOST),
    {
      onEvent: ({ type, topic }) => {
        const doctor = topic.split(':')[1]
        if (type === 'schedule.changed' && doctor) rules.current.add(doctor)
        read()
      },
      onResync: read,
    },
  )
}
