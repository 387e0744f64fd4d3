// The reader's own time among the free ones, while the server keeps it for them.
import { useEffect, useMemo, useState } from 'react'
import type { Hold } from '@/api/types'
import type { Slot } from '@/api/types'
import type { Holding } from './holding'
import { sameInstant } from './slot-list'

/** What was let go is free again a moment later: until that is heard, it stays where it is. */
const LINGERS_MS = 1_500

/** What is to be shown besides what is offered: the time that is kept, and the one that was let go a moment ago. */
export function useOwnSlots(free: Slot[] | undefined, chosen: string | undefined, holding: Holding, booked: boolean): Slot[] {
  // As it was offered: once it is held, nobody is offered it any longer.
  const [seen, setSeen] = useState<Slot | null>(null)
  const offered = chosen === undefined ? undefined : free?.find((slot) => sameInstant(slot.starts_at, chosen))
  if (offered !== undefined && offered !== seen) setSeen(offered)
  const hold = holding.phase === 'held' ? holding.hold : null
  const mine = holding.phase === 'asking' || hold !== null
  const own = useMemo(() => {
    if (!mine || chosen === undefined) return null
    if (seen !== null && sameInstant(seen.starts_at, chosen)) return seen
    return hold && slotOf(hold)
  }, [mine, chosen, seen, hold])

  const [before, setBefore] = useState(own)
  const [lingering, setLingering] = useState<Slot | null>(null)
  if (own !== before) {
    setBefore(own)
    setLingering(booked ? null : before)
  }
  useEffect(() => {
    if (lingering === null) return
    const timer = setTimeout(() => setLingering(null), LINGERS_MS)
    return () => clearTimeout(timer)
  }, [lingering])
  return useMemo(() => [own, lingering].filter((slot) => slot !== null), [own, lingering])
}

function slotOf({ starts_at, ends_at, clinic_id }: Hold): Slot {
  return { starts_at, ends_at, clinic_id, local_start: '', seats_left: 1 }
}
