// The free times of a column: where they lie, and what a press beside them means. Pure.
import type { Slot } from '@/api/types'
import { piecesOf } from '@/calendar/pieces'
import type { Day } from '@/time/days'

export interface FreeTime {
  startsAt: string
  /** Minutes since midnight; to where the next one begins. */
  from: number
  to: number
}

/** Those of one clinic on one day of its clock. */
export function freeTimes(slots: Slot[], clinicId: string, day: Day, zone: string): FreeTime[] {
  const pieces = slots
    .filter(({ clinic_id }) => clinic_id === clinicId)
    .flatMap((slot) => piecesOf(slot, day, day, zone).map(({ from, to }) => ({ startsAt: slot.starts_at, from, to })))
    .sort((one, other) => one.from - other.from)
  // Times on a grid finer than they last overlap.
  return pieces.map((piece, index) => {
    const next = pieces.slice(index + 1).find(({ from }) => from > piece.from)
    return { ...piece, to: Math.min(piece.to, next?.from ?? piece.to) }
  })
}
