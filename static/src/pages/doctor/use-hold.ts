// The chosen time, kept for the reader while this is shown.
import { useEffect, useState, useSyncExternalStore } from 'react'
import { hold, letGo } from '@/api/holds'
import type { HoldWish } from '@/api/types'
import { HoldKeeper } from './hold-keeper'
import { NOTHING_HELD, sameWish } from './holding'
import type { Holding } from './holding'

/** `null` keeps nothing, and lets go of what there is. */
export function useHold(wish: HoldWish | null): [holding: Holding, keeper: HoldKeeper] {
  const [keeper] = useState(() => new HoldKeeper({ hold, letGo }))
  const holding = useSyncExternalStore(keeper.subscribe, keeper.read)
  const wanted = wish && JSON.stringify(wish)
  useEffect(() => {
    if (wanted === null) return
    const want = () => keeper.want(JSON.parse(wanted) as HoldWish)
    const leave = () => keeper.want(null)
    const comeBack = (event: PageTransitionEvent) => {
      if (event.persisted) want()
    }
    want()
    // The tab is closed, or reloaded; or it was put away and comes back.
    addEventListener('pagehide', leave)
    addEventListener('pageshow', comeBack)
    return () => {
      removeEventListener('pagehide', leave)
      removeEventListener('pageshow', comeBack)
      leave()
    }
  }, [keeper, wanted])
  if (wish === null) return [NOTHING_HELD, keeper]
  const current = holding.phase !== 'none' && sameWish(holding.wish, wish)
  // What was chosen a moment ago is about to be asked for.
  return [current ? holding : { phase: 'asking', wish }, keeper]
}
