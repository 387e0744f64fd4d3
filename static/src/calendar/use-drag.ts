// Drags a visit over the grid with a mouse or a pen. A finger scrolls; there, and by keyboard, is *Move…*.
// Inputs: pointer moves until the button is let go. Exits: dropped, Escape, or the pointer taken away.
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { PointerEvent as ReactPointerEvent, RefObject } from 'react'
import { belowTop, isDragged, placeAt } from './drag'
import type { ColumnBox, Place } from './drag'
import type { Scale } from './scale'

/** So near to the edge of the window the page scrolls. */
const EDGE_PX = 48
const SCROLL_PX = 12

interface Draggable {
  id: string
  /** Where it is. */
  at: Place
  /** Minutes. */
  lasts: number
}

interface Held extends Draggable {
  from: { x: number; y: number }
  below: number
}

interface DragWishes {
  /** Its columns carry `data-column`. */
  grid: RefObject<HTMLElement | null>
  scale: Scale
  gridMinutes: number
  /** It stays in its column. */
  withinColumn?: boolean
  onDrop: (id: string, place: Place) => void
}

export interface Dragged extends Place {
  id: string
  lasts: number
}

export function useDrag({ grid, scale, gridMinutes, withinColumn = false, onDrop }: DragWishes) {
  const held = useRef<Held>(null)
  const cancelled = useRef(false)
  const [dragged, setDragged] = useState<Dragged | null>(null)
  const [holding, setHolding] = useState(false)

  const boxes = (): ColumnBox[] =>
    [...(grid.current?.querySelectorAll<HTMLElement>('[data-column]') ?? [])].flatMap((element) => {
      const { left, right, top, width } = element.getBoundingClientRect()
      const key = element.dataset.column ?? ''
      const open = width > 0 && (!withinColumn || key === held.current?.at.column)
      return open ? [{ key, left, right, top }] : []
    })
  const end = () => {
    held.current = null
    cancelled.current = false
    setDragged(null)
    setHolding(false)
  }
  const onMove = useEffectEvent((event: PointerEvent) => {
    const grabbed = held.current
    if (grabbed === null) return
    const pointer = { x: event.clientX, y: event.clientY }
    if (dragged === null && !isDragged(grabbed.from, pointer)) return
    if (pointer.y > innerHeight - EDGE_PX) scrollBy(0, SCROLL_PX)
    if (pointer.y < EDGE_PX) scrollBy(0, -SCROLL_PX)
    const place = placeAt(pointer, grabbed, boxes(), scale, gridMinutes)
    if (place) setDragged({ ...place, id: grabbed.id, lasts: grabbed.lasts })
  })
  const onUp = useEffectEvent(() => {
    const grabbed = held.current
    if (cancelled.current) swallowClick()
    if (grabbed !== null && dragged !== null) {
      swallowClick()
      const moved = dragged.column !== grabbed.at.column || dragged.minute !== grabbed.at.minute
      if (moved) onDrop(grabbed.id, { column: dragged.column, minute: dragged.minute })
    }
    end()
  })
  const onEscape = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape' || dragged === null) return
    event.preventDefault()
    // The button is still down.
    cancelled.current = true
    held.current = null
    setDragged(null)
  })
  const onLost = useEffectEvent(end)
  useEffect(() => {
    if (!holding) return
    const stop = new AbortController()
    const { signal } = stop
    addEventListener('pointermove', (event) => onMove(event), { signal })
    addEventListener('pointerup', () => onUp(), { signal })
    addEventListener('pointercancel', () => onLost(), { signal })
    addEventListener('keydown', (event) => onEscape(event), { signal })
    return () => stop.abort()
  }, [holding])

  /** For `onPointerDown` of what can be dragged. */
  const grab = (event: ReactPointerEvent, what: Draggable) => {
    if (event.button !== 0 || event.pointerType === 'touch') return
    const column = boxOf(event.currentTarget)
    if (column === null) return
    const from = { x: event.clientX, y: event.clientY }
    held.current = { ...what, from, below: belowTop(from.y, column, what.at.minute, scale) }
    setHolding(true)
  }
  return { dragged, grab }
}

function boxOf(element: Element): ColumnBox | null {
  const column = element.closest<HTMLElement>('[data-column]')
  if (column === null) return null
  const { left, right, top } = column.getBoundingClientRect()
  return { key: column.dataset.column ?? '', left, right, top }
}

/** Letting go is a click on what lies below: it was not meant. */
function swallowClick(): void {
  const swallow = (click: MouseEvent) => {
    click.stopPropagation()
    click.preventDefault()
  }
  addEventListener('click', swallow, { capture: true, once: true })
  setTimeout(() => removeEventListener('click', swallow, { capture: true }), 0)
}
