// The states of a time that is kept for the reader, and what leads from one to the next. Pure.
import type { Hold, HoldWish } from '@/api/types'
import { isRefusal } from '@/api/refusal'
import { sameInstant } from './slot-list'

export type Holding =
  | { phase: 'none' }
  /** The server was asked. */
  | { phase: 'asking'; wish: HoldWish }
  | { phase: 'held'; wish: HoldWish; hold: Hold; renewing: boolean }
  /** It was kept and is no longer. */
  | { phase: 'expired'; wish: HoldWish }
  | { phase: 'refused'; wish: HoldWish; error: unknown }

export type HoldEvent =
  /** The reader chose a time, or wants the same one again. */
  | { type: 'wanted'; wish: HoldWish }
  | { type: 'granted'; wish: HoldWish; hold: Hold }
  | { type: 'refused'; wish: HoldWish; error: unknown }
  | { type: 'renewalAsked' }
  | { type: 'renewalRefused'; error: unknown }
  /** The time is up, or the server says so. */
  | { type: 'ranOut' }
  /** Booked, or let go. */
  | { type: 'ended' }

export const NOTHING_HELD: Holding = { phase: 'none' }

export function sameWish(one: HoldWish, other: HoldWish): boolean {
  return (
    one.doctor_id === other.doctor_id &&
    one.appointment_type === other.appointment_type &&
    one.patient_id === other.patient_id &&
    sameInstant(one.starts_at, other.starts_at)
  )
}

export function afterHoldEvent(holding: Holding, event: HoldEvent): Holding {
  switch (event.type) {
    case 'wanted': {
      const underWay = holding.phase === 'asking' || holding.phase === 'held'
      return underWay && sameWish(holding.wish, event.wish) ? holding : { phase: 'asking', wish: event.wish }
    }
    case 'granted':
      if (!concerns(holding, event.wish)) return holding
      return { phase: 'held', wish: event.wish, hold: event.hold, renewing: false }
    case 'refused':
      return concerns(holding, event.wish) ? { phase: 'refused', wish: event.wish, error: event.error } : holding
    case 'renewalAsked':
      return holding.phase === 'held' && holding.hold.renewable ? { ...holding, renewing: true } : holding
    case 'renewalRefused':
      return holding.phase === 'held' ? afterRenewalRefused(holding, event.error) : holding
    case 'ranOut':
      return holding.phase === 'held' ? { phase: 'expired', wish: holding.wish } : holding
    case 'ended':
      return NOTHING_HELD
  }
}

function concerns(holding: Holding, wish: HoldWish): holding is Exclude<Holding, { phase: 'none' }> {
  return holding.phase !== 'none' && sameWish(holding.wish, wish)
}

/** A second renewal leaves the hold as it is; another clear answer means that it is lost; no answer means nothing. */
function afterRenewalRefused(holding: Holding & { phase: 'held' }, error: unknown): Holding {
  if (isRefusal(error, 'hold_not_renewable')) {
    return { ...holding, renewing: false, hold: { ...holding.hold, renewable: false } }
  }
  const lost = isRefusal(error) && error.status < 500 && error.status !== 429
  return lost ? { phase: 'expired', wish: holding.wish } : { ...holding, renewing: false }
}
