// Which week is shown, by the address, and the way to others.
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { daysFrom, mondayOf } from '@/calendar/pieces'
import { dayIn } from '@/time/days'
import type { Day } from '@/time/days'
import { useNow } from '@/time/use-now'

const NOW_EVERY_MS = 20_000

/** The day that the address names, and the week around it. */
export function useWeek(zone: string) {
  const { date } = useSearch({ from: '/week' })
  const navigate = useNavigate({ from: '/week' })
  const now = useNow(NOW_EVERY_MS)
  const today = dayIn(now, zone)
  const day = date ?? today
  const monday = mondayOf(day)
  const days = useMemo(() => daysFrom(monday, 7), [monday])
  const go = (next: Day | undefined) =>
    void navigate({ search: (before) => ({ ...before, date: next === today ? undefined : next }), resetScroll: false })
  return { now, day, days, go, isThisWeek: days.includes(today) }
}
