// The free times of one doctor over seven days, kept true by the doctor's topic.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { slotsKey, slotsQuery } from '@/api/doctors'
import type { Slots } from '@/api/types'
import { useTopic } from '@/live/use-topic'
import { addDays } from '@/time/days'
import type { Day } from '@/time/days'
import { afterTaken, isSlotChange } from './slot-list'
import type { SlotChange } from './slot-list'

/** Many readers hear of a freed time at once; they do not all ask at once. */
const SPREAD_MS = 400

interface SlotsWanted {
  doctorId: string
  firstDay: Day
  dayCount: number
  appointmentType: string
  /** Hears of each time that somebody took or freed. */
  onChange: (change: SlotChange, kind: 'taken' | 'freed') => void
}

export function useSlots({ doctorId, firstDay, dayCount, appointmentType, onChange }: SlotsWanted) {
  const queries = useQueryClient()
  const queryKey = slotsKey(doctorId)
  // The reader's days may begin before and end after the doctor's: a day more on either side covers them.
  const query = useQuery(
    slotsQuery({ doctorId, from: addDays(firstDay, -1), to: addDays(firstDay, dayCount), appointmentType }),
  )

  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const readAgain = (withinMs: number) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void queries.invalidateQueries({ queryKey }), Math.random() * withinMs)
  }

  useTopic(`doctor:${doctorId}:slots`, {
    onEvent: (event) => {
      if (!isSlotChange(event.data)) return readAgain(SPREAD_MS)
      if (event.type === 'slot.taken' || event.type === 'slot.held') {
        const change = event.data
        // An answer under way may have been read before this: it must not bring the time back.
        void queries.cancelQueries({ queryKey }, { silent: true }).then(() => {
          queries.setQueriesData<Slots>({ queryKey }, (slots) => slots && afterTaken(slots, change))
          onChange(change, 'taken')
          if (queries.getQueriesData({ queryKey }).some(([, slots]) => slots === undefined)) readAgain(0)
        })
      } else {
        onChange(event.data, 'freed')
        readAgain(SPREAD_MS)
      }
    },
    onResync: () => readAgain(SPREAD_MS),
  })
  return query
}
