// Where on the grid something is dropped: from where the pointer is to a column and a minute. Pure.
import { minuteAt, topOf } from './scale'
import type { Scale } from './scale'

export interface ColumnBox {
  key: string
  left: number
  right: number
  top: number
}

export interface Place {
  column: string
  minute: number
}

interface Grabbed {
  /** Where on what is dragged the pointer holds it, below its top. */
  below: number
  /** Minutes. */
  lasts: number
}

/** The column under the pointer, or the nearest; null where there is none. */
export function placeAt(
  pointer: { x: number; y: number },
  grabbed: Grabbed,
  columns: ColumnBox[],
  scale: Scale,
  grid: number,
): Place | null {
  const away = ({ left, right }: ColumnBox) => Math.max(left - pointer.x, pointer.x - right, 0)
  const [nearest] = [...columns].sort((one, other) => away(one) - away(other))
  if (nearest === undefined) return null
  return { column: nearest.key, minute: minuteAt(pointer.y - grabbed.below - nearest.top, scale, grid, grabbed.lasts) }
}

/** Whether the pointer has gone far enough to mean it. */
export function isDragged(from: { x: number; y: number }, to: { x: number; y: number }): boolean {
  return Math.hypot(to.x - from.x, to.y - from.y) > 5
}

/** Where it was taken from, in the same terms. */
export function belowTop(pointerY: number, column: ColumnBox, minute: number, scale: Scale): number {
  return pointerY - column.top - topOf(minute, scale)
}
