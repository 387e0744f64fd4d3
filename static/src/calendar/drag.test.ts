import { expect, it } from 'vitest'
import { belowTop, isDragged, placeAt } from './drag'
import { topOf } from './scale'

const scale = { from: 480, to: 1_080 }
const columns = [
  { key: 'mon', left: 100, right: 200, top: 50 },
  { key: 'tue', left: 200, right: 300, top: 50 },
]

it('what is dragged keeps to where it was grabbed', () => {
  const below = belowTop(50 + topOf(540, scale) + 10, columns[0] as (typeof columns)[0], 540, scale)
  expect(below).toBe(10)
  expect(placeAt({ x: 250, y: 50 + topOf(600, scale) + 10 }, { below, lasts: 30 }, columns, scale, 15)).toEqual({
    column: 'tue',
    minute: 600,
  })
})

it('beside the grid the nearest column counts', () => {
  expect(placeAt({ x: 20, y: 50 }, { below: 0, lasts: 30 }, columns, scale, 15)).toEqual({ column: 'mon', minute: 480 })
  expect(placeAt({ x: 20, y: 50 }, { below: 0, lasts: 30 }, [], scale, 15)).toBe(null)
})

it('a press with an unsteady hand is no drag', () => {
  expect(isDragged({ x: 0, y: 0 }, { x: 3, y: 3 })).toBe(false)
  expect(isDragged({ x: 0, y: 0 }, { x: 3, y: 6 })).toBe(true)
})
