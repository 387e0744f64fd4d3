// Puts back what was just removed.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { slotsKey } from '@/api/doctors'
import { scheduleKey } from '@/api/schedules'
import { leftOutsideQuery } from './left-outside-query'

export interface Removed {
  /** In words. */
  what: string
  putBack: () => Promise<unknown>
  /** Whom its removal left outside. */
  stranded: string[]
}

export function useRestore(doctorId: string) {
  const queries = useQueryClient()
  const [removed, setRemoved] = useState<Removed | null>(null)
  const sending = useMutation({
    mutationFn: ({ putBack }: Removed) => putBack(),
    onSuccess: (_answer, { stranded }) => {
      setRemoved(null)
      queries.setQueryData(leftOutsideQuery(doctorId).queryKey, (left = []) => left.filter((id) => !stranded.includes(id)))
    },
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: scheduleKey(doctorId) }),
        queries.invalidateQueries({ queryKey: slotsKey(doctorId) }),
      ]),
  })
  return {
    removed,
    tell: setRemoved,
    restore: () => removed && sending.mutate(removed),
    restoring: sending.isPending,
    error: sending.error,
  }
}

export type Restorer = ReturnType<typeof useRestore>
