// What is sent to book the chosen time, once or again and again. Pure.
import type { Booking, HoldWish, SeriesBooking, SeriesRule } from '@/api/types'

export type Order = Booking | SeriesBooking

interface Chosen {
  visit: HoldWish
  notes: string
  /** Null for a single visit. */
  rule: SeriesRule | null
  onClash: 'refuse' | 'skip'
  /** Of the time that is kept; undefined where none is. */
  holdId: string | undefined
}

export function orderOf({ visit, notes, rule, onClash, holdId }: Chosen): Order {
  const said = notes.trim()
  const words = { ...visit, ...(said !== '' && { patient_notes: said }) }
  // A series has its first visit where the hold is: what the patient holds themselves is not in its way.
  if (rule !== null) return { ...words, rule, on_clash: onClash }
  return { ...words, ...(holdId !== undefined && { hold_id: holdId }) }
}

/** The hold that an order was from. */
export function holdOf(order: Order | undefined): string | undefined {
  return order === undefined || 'rule' in order ? undefined : (order.hold_id ?? undefined)
}
