// One booking at the desk, from the button to its answer: repeated under the same key while nobody knows its outcome.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { appointmentsKey, book } from '@/api/appointments'
import { Attempt, isUnknownOutcome } from '@/api/attempt'
import { slotsKey } from '@/api/doctors'
import { patientsKey } from '@/api/patients'
import type { Appointment, Booking } from '@/api/types'

export function useDeskBooking(onBooked: (visit: Appointment) => void) {
  const queries = useQueryClient()
  const attempt = useRef<Attempt>(null)
  return useMutation({
    mutationFn: (booking: Booking) => {
      attempt.current ??= new Attempt()
      return book(booking, attempt.current.keyFor(booking))
    },
    onSuccess: (visit, booking) => {
      attempt.current?.settle()
      void queries.invalidateQueries({ queryKey: appointmentsKey })
      if (booking.patient) void queries.invalidateQueries({ queryKey: [...patientsKey, 'list'] })
      onBooked(visit)
    },
    onError: (error) => {
      if (!isUnknownOutcome(error)) attempt.current?.settle()
    },
    onSettled: (_visit, _error, { doctor_id }) => queries.invalidateQueries({ queryKey: slotsKey(doctor_id) }),
  })
}
