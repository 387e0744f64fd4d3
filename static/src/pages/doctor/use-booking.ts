// One booking, of a visit or of a series, from the button to its answer: sent once, repeated under the same key, and told
// apart by outcome.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { appointmentsKey, book } from '@/api/appointments'
import { Attempt, isUnknownOutcome } from '@/api/attempt'
import { slotsKey } from '@/api/doctors'
import { Refusal } from '@/api/refusal'
import { bookSeries } from '@/api/series'
import type { Appointment, Series } from '@/api/types'
import type { Order } from './order'

export type Booked = { appointment: Appointment } | { series: Series }

export function useBooking(onBooked: (booked: Booked) => void) {
  const queries = useQueryClient()
  const attempt = useRef<Attempt>(null)
  return useMutation({
    mutationFn: async (order: Order): Promise<Booked> => {
      attempt.current ??= new Attempt()
      const key = attempt.current.keyFor(order)
      return 'rule' in order ? { series: await bookSeries(order, key) } : { appointment: await book(order, key) }
    },
    onSuccess: (booked) => {
      attempt.current?.settle()
      void queries.invalidateQueries({ queryKey: appointmentsKey })
      onBooked(booked)
    },
    onError: (error, order) => {
      if (!isUnknownOutcome(error)) attempt.current?.settle()
      if (error instanceof Refusal && error.status < 500) {
        void queries.invalidateQueries({ queryKey: slotsKey(order.doctor_id) })
      }
    },
  })
}
