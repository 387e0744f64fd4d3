// Moves a visit: shown where it goes at once, put back with the reason where it is refused, and undone by moving it back.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { appointmentsKey } from '@/api/appointments'
import { slotsKey } from '@/api/doctors'
import { reschedule } from '@/api/visits'
import type { Appointment, OverrideReason } from '@/api/types'
import { movedTo, withVisit } from './moved'

export interface Wanted {
  visit: Appointment
  startsAt: string
  override?: OverrideReason
  /** It only takes back what was done. */
  undoes?: boolean
}

export interface Moved {
  /** As it is now. */
  visit: Appointment
  /** Where it was. */
  before: string
  undone: boolean
}

export interface RefusedMove {
  wanted: Wanted
  error: unknown
}

export function useMove() {
  const queries = useQueryClient()
  const shown = { queryKey: [...appointmentsKey, 'calendar'] }
  const [moved, setMoved] = useState<Moved | null>(null)
  const [refused, setRefused] = useState<RefusedMove | null>(null)
  const show = (visit: Appointment) =>
    queries.setQueriesData<Appointment[]>(shown, (visits) => visits && withVisit(visits, visit))

  const sending = useMutation({
    mutationFn: ({ visit, startsAt, override }: Wanted) => reschedule(visit, startsAt, override),
    onMutate: async ({ visit, startsAt }) => {
      setMoved(null)
      setRefused(null)
      await queries.cancelQueries(shown)
      show(movedTo(visit, startsAt))
    },
    onSuccess: (visit, wanted) => {
      show(visit)
      setMoved({ visit, before: wanted.visit.starts_at, undone: wanted.undoes ?? false })
    },
    onError: (error, wanted) => {
      show(wanted.visit)
      setRefused({ wanted, error })
    },
    onSettled: (_visit, _error, { visit }) => {
      void queries.invalidateQueries({ queryKey: slotsKey(visit.doctor_id) })
      return queries.invalidateQueries({ queryKey: appointmentsKey })
    },
  })
  return {
    move: sending.mutate,
    moving: sending.isPending,
    moved,
    refused,
    refuse: setRefused,
    undo: () => moved && sending.mutate({ visit: moved.visit, startsAt: moved.before, undoes: true }),
    forget: () => {
      setMoved(null)
      setRefused(null)
    },
  }
}

export type Mover = ReturnType<typeof useMove>
