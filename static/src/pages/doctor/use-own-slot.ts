// The reader's own time among the free ones, while the server keeps it for them.
import { useMemo, useState } from 'react'
import type { Hold } from '@/api/holds'
import type { Slot } from '@/api/types'
import type { Holding } from './holding'
import { sameInstant } from './slot-list'

/** Null while nothing is kept or asked for. */
export function useOwnSlot(free: Slot[] | undefined, chosen: string | undefined, holding: Holding): Slot | null {
  // As it was offered: once it is held, nobody is offered it any longer.
  const [seen, setSeen] = useState<Slot | null>(null)
  const offered = chosen === undefined ? undefined : free?.find((slot) => sameInstant(slot.starts_at, chosen))
  if (offered !== undefined && offered !== seen) setSeen(offered)
  const hold = holding.phase === 'held' ? holding.hold : null
  const mine = holding.phase === 'asking' || hold !== null
  return useMemo(() => {
    if (!mine || chosen === undefined) return null
    if (seen !== null && sameInstant(seen.starts_at, chosen)) return seen
    return hold && slotOf(hold)
  }, [mine, chosen, seen, hold])
}

function slotOf({ starts_at, ends_at, clinic_id }: Hold): Slot {
  return { starts_at, ends_at, clinic_id, local_start: '', seats_left: 1 }
}
