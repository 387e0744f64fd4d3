// Lists that change because somebody else acted: what leaves fades in its place, then the rest closes up.
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'

/** As long as the animation `slot-leaves` takes. */
const LEAVE_MS = 380
const CLOSE_UP_MS = 240

export interface SoftItem<Item> {
  key: string
  item: Item
  leaving: boolean
}

/**
 * The items to draw, ordered by their keys; those that left stay for a moment, marked as leaving.
 * Another `scope` is another list: nothing leaves, it is simply shown. `items` must keep its identity
 * while nothing changes.
 */
export function useSoftList<Item>(items: Item[], keyOf: (item: Item) => string, scope: string): SoftItem<Item>[] {
  const [seen, setSeen] = useState({ items, scope })
  const [leaving, setLeaving] = useState<Item[]>([])
  if (seen.items !== items || seen.scope !== scope) {
    const present = new Set(items.map(keyOf))
    const before = seen.scope === scope ? [...leaving, ...seen.items] : []
    const gone = new Map(before.filter((item) => !present.has(keyOf(item))).map((item) => [keyOf(item), item]))
    setSeen({ items, scope })
    setLeaving([...gone.values()])
  }
  useEffect(() => {
    if (leaving.length === 0) return
    const timer = setTimeout(() => setLeaving([]), LEAVE_MS)
    return () => clearTimeout(timer)
  }, [leaving])
  return [
    ...items.map((item) => ({ key: keyOf(item), item, leaving: false })),
    ...leaving.map((item) => ({ key: keyOf(item), item, leaving: true })),
  ].sort((one, other) => (one.key < other.key ? -1 : 1))
}

/** Moves the children of `container` softly from where they were when their order or number changes. */
export function useCloseUp(container: RefObject<HTMLElement | null>, keys: string, scope: string): void {
  const before = useRef<{ scope: string; places: Map<Element, { x: number; y: number }> }>(null)
  useLayoutEffect(() => {
    const element = container.current
    if (element === null) return
    const places = new Map<Element, { x: number; y: number }>()
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    for (const child of element.children) {
      if (!(child instanceof HTMLElement)) continue
      const place = { x: child.offsetLeft, y: child.offsetTop }
      const old = before.current?.scope === scope ? before.current.places.get(child) : undefined
      places.set(child, place)
      if (still || old === undefined || (old.x === place.x && old.y === place.y)) continue
      child.animate(
        [{ transform: `translate(${old.x - place.x}px, ${old.y - place.y}px)` }, { transform: 'none' }],
        { duration: CLOSE_UP_MS, easing: getComputedStyle(child).getPropertyValue('--ease-soft') || 'ease-out' },
      )
    }
    before.current = { scope, places }
  }, [container, keys, scope])
}
