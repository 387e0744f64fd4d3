import { expect, it } from 'vitest'
import { neighbour } from './neighbour'

const spots = [
  { id: 'mon9', column: 0, from: 540 },
  { id: 'mon11', column: 0, from: 660 },
  { id: 'wed10', column: 2, from: 610 },
  { id: 'wed12', column: 2, from: 720 },
]

it('up and down stay in the day, and stop at its ends', () => {
  expect(neighbour(spots, 'mon9', 'ArrowDown')).toBe('mon11')
  expect(neighbour(spots, 'mon11', 'ArrowUp')).toBe('mon9')
  expect(neighbour(spots, 'mon11', 'ArrowDown')).toBe(null)
})

it('to the side a day without visits is passed over, to the nearest hour', () => {
  expect(neighbour(spots, 'mon11', 'ArrowRight')).toBe('wed10')
  expect(neighbour(spots, 'wed12', 'ArrowLeft')).toBe('mon11')
  expect(neighbour(spots, 'mon9', 'ArrowLeft')).toBe(null)
})
