// The visit that is being ordered: the chosen time and its hold, what was typed, and the booking from button to answer.
import { useState } from 'react'
import { isUnknownOutcome } from '@/api/attempt'
import { isRefusal } from '@/api/refusal'
import { useDraft } from '@/ui/draft'
import { refusesTime } from './hold-keeper'
import { holdOf, orderOf } from './order'
import { clashesIn, ruleOf } from './repeat'
import { sameInstant } from './slot-list'
import { useBooking } from './use-booking'
import type { Booked } from './use-booking'
import { useHold } from './use-hold'
import { useRepeat } from './use-repeat'

interface OrderSituation {
  doctorId: string
  kind: string
  /** The time that was chosen: an instant. */
  chosen: string | undefined
  /** Whether the reader may hold it, as far as is known. */
  holds: boolean
  onBooked: () => void
}

export function useOrder({ doctorId, kind, chosen, holds, onBooked }: OrderSituation) {
  const [notes, setNotes] = useDraft(`booking:${doctorId}`)
  const [patientId, setPatientId] = useDraft(`booking-for:${doctorId}`)
  const [repeat, setRepeat] = useRepeat(doctorId)
  const [booked, setBooked] = useState<Booked | null>(null)
  const visit =
    chosen === undefined
      ? null
      : { doctor_id: doctorId, starts_at: chosen, appointment_type: kind, ...(patientId !== '' && { patient_id: patientId }) }
  const [holding, keeper] = useHold(holds && booked === null ? visit : null)
  const booking = useBooking((outcome) => {
    keeper.spent()
    setBooked(outcome)
    setNotes('')
    setPatientId('')
    setRepeat({ every: '', count: '' })
    onBooked()
  })

  const rule = ruleOf(repeat)
  /** What the last attempt was answered with, where it was for this very time. */
  const answered = booking.error && chosen && sameInstant(booking.variables.starts_at, chosen) ? booking.error : null
  const send = (onClash: 'refuse' | 'skip') => {
    if (visit === null || rule === undefined) return
    // What may have been booked already is asked for again with the same words.
    const before = isUnknownOutcome(answered) ? holdOf(booking.variables) : undefined
    const holdId = holding.phase === 'held' ? holding.hold.hold_id : before
    booking.mutate(orderOf({ visit, notes, rule, onClash, holdId }), {
      onError: (error) => {
        if (!isRefusal(error, 'hold_expired') && !isRefusal(error, 'hold_mismatch')) return
        keeper.lost()
        booking.reset()
      },
    })
  }

  return {
    notes,
    setNotes,
    patientId,
    setPatientId,
    repeat,
    setRepeat,
    /** Undefined while the number of visits is not right yet; null for one visit. */
    rule,
    holding,
    keeper,
    /** Nobody else can have the time now. */
    mine: holding.phase === 'asking' || holding.phase === 'held',
    booked,
    forgetBooked: () => setBooked(null),
    sending: booking.isPending,
    send,
    /** Why it was not booked, or cannot be held. */
    refusal: answered ?? (holding.phase === 'refused' && refusesTime(holding.error) ? holding.error : null),
    clashes: clashesIn(answered),
    forgetRefusal: () => booking.reset(),
  }
}
