// The keys of the week: arrows walk through the visits; single letters count only while the focus is in the calendar.
import { useEffect, useEffectEvent } from 'react'
import type { KeyboardEvent as ReactKeyboardEvent, RefObject } from 'react'
import { isArrow, neighbour } from '@/calendar/neighbour'
import type { Spot } from '@/calendar/neighbour'

interface WeekKeys {
  region: RefObject<HTMLElement | null>
  spots: Spot[]
  onMove: (visitId: string) => void
  onPrevious: () => void
  onNext: () => void
  onToday: () => void
  onHelp: () => void
}

/** For `onKeyDown` of the region. */
export function useWeekKeys(wishes: WeekKeys): (event: ReactKeyboardEvent<HTMLElement>) => void {
  const { region, spots } = wishes
  const help = useEffectEvent(wishes.onHelp)
  useEffect(() => {
    // Nobody has the focus yet: the question mark is understood all the same.
    const onKey = (event: KeyboardEvent) => {
      const nowhere = event.target === document.body || (event.target instanceof Element && event.target.id === 'page')
      if (event.key === '?' && nowhere && document.querySelector('dialog[open]') === null) help()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])

  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    const focused = event.target instanceof HTMLElement ? event.target.dataset.visit : undefined
    if (focused !== undefined && isArrow(event.key)) {
      event.preventDefault()
      const next = neighbour(spots, focused, event.key)
      if (next !== null) region.current?.querySelector<HTMLElement>(`[data-visit="${CSS.escape(next)}"]`)?.focus()
      return
    }
    const does: Record<string, (() => void) | undefined> = {
      p: wishes.onPrevious,
      n: wishes.onNext,
      t: wishes.onToday,
      '?': wishes.onHelp,
      m: focused === undefined ? undefined : () => wishes.onMove(focused),
    }
    const act = does[event.key.toLowerCase()]
    if (act === undefined) return
    event.preventDefault()
    act()
  }
}

function isTyping(target: EventTarget): boolean {
  return target instanceof Element && target.closest('input, textarea, select, dialog') !== null
}
