// One booking, from the button to its answer: sent once, repeated under the same key, and told apart by outcome.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { appointmentsKey, book } from '@/api/appointments'
import { Attempt, isUnknownOutcome } from '@/api/attempt'
import { slotsKey } from '@/api/doctors'
import { Refusal } from '@/api/refusal'
import type { Appointment, Booking } from '@/api/types'

export function useBooking(onBooked: (appointment: Appointment) => void) {
  const queries = useQueryClient()
  const attempt = useRef<Attempt>(null)
  return useMutation({
    mutationFn: (booking: Booking) => {
      attempt.current ??= new Attempt()
      return book(booking, attempt.current.keyFor(booking))
    },
    onSuccess: (appointment) => {
      attempt.current?.settle()
      void queries.invalidateQueries({ queryKey: appointmentsKey })
      onBooked(appointment)
    },
    onError: (error, booking) => {
      if (!isUnknownOutcome(error)) attempt.current?.settle()
      if (error instanceof Refusal && error.status < 500) {
        void queries.invalidateQueries({ queryKey: slotsKey(booking.doctor_id) })
      }
    },
  })
}
