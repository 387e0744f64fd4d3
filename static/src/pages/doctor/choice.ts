// What is chosen on a doctor's page, kept in its address: the day, the time, the kind of visit.
import { useNavigate, useSearch } from '@tanstack/react-router'
import { addDays, dayIn, daysBetween } from '@/time/days'
import type { Day } from '@/time/days'

export const DAYS_SHOWN = 7
/** Doctors can be booked up to 90 days ahead unless they say otherwise. */
export const LAST_WEEK = 12

export function useChoice(zone: string) {
  const search = useSearch({ from: '/doctors/$doctorId' })
  const navigate = useNavigate({ from: '/doctors/$doctorId' })

  const today = dayIn(new Date(), zone)
  const wanted: Day | undefined = search.day ?? (search.slot && dayIn(search.slot, zone))
  const day = wanted !== undefined && wanted >= today ? wanted : undefined
  const week = Math.min(Math.floor(daysBetween(today, day ?? today) / DAYS_SHOWN), LAST_WEEK)
  const firstDay = addDays(today, week * DAYS_SHOWN)

  /** `back` makes a step that the back button undoes. */
  const go = (next: typeof search, back: boolean) =>
    void navigate({ search: next, replace: !back, resetScroll: false })
  const goToDay = (next: Day) => go({ ...search, day: next }, false)

  return {
    today,
    firstDay,
    /** The day that was asked for; undefined leaves it to what is free. */
    day,
    /** The time that was chosen: an instant. */
    slot: search.slot,
    /** The kind of visit that was asked for; undefined leaves it to what is offered. */
    type: search.type,
    goToDay,
    goEarlier: week > 0 ? () => goToDay(addDays(firstDay, -DAYS_SHOWN)) : null,
    goLater: week < LAST_WEEK ? () => goToDay(addDays(firstDay, DAYS_SHOWN)) : null,
    choose: (slot: string) => go({ ...search, day: dayIn(slot, zone), slot }, search.slot === undefined),
    chooseType: (type: string | undefined) => go({ ...search, type }, false),
    /** Without a time again; `back` as for a step of the reader's own. */
    unchoose: (back: boolean) => go({ ...search, slot: undefined }, back),
  }
}
