// The free times of one doctor over seven days, kept true by the doctor's topic.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { slotsKey, slotsQuery } from '@/api/doctors'
import type { Slots } from '@/api/types'
import { useTopic } from '@/live/use-topic'
import { addDays } from '@/time/days'
import type { Day } from '@/time/days'
import { afterTaken, isSlotChange } from './slot-list'
import type { SlotChange } from './slot-list'
import { TakenRecently } from './taken-recently'

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
  const [recently] = useState(() => new TakenRecently())
  // The reader's days may begin before and end after the doctor's: a day more on either side covers them.
  const query = useQuery(
    slotsQuery({ doctorId, from: addDays(firstDay, -1), to: addDays(firstDay, dayCount), appointmentType }),
  )

  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
    },
    [],
  )
  const readAgain = () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      void queries.invalidateQueries({ queryKey })
    }, Math.random() * SPREAD_MS)
  }

  useTopic(`doctor:${doctorId}:slots`, {
    onEvent: (event) => {
      const change = event.data
      if (!isSlotChange(change)) return readAgain()
      if (event.type === 'slot.taken' || event.type === 'slot.held') {
        recently.taken(change, Date.now())
        queries.setQueriesData<Slots>({ queryKey }, (slots) => slots && afterTaken(slots, change))
        onChange(change, 'taken')
      } else {
        recently.freed(change)
        onChange(change, 'freed')
        readAgain()
      }
    },
    onResync: readAgain,
  })

  const { data: answer, dataUpdatedAt } = query
  const slots = useMemo(() => answer && recently.without(answer, dataUpdatedAt), [answer, dataUpdatedAt, recently])
  return { ...query, data: slots }
}
