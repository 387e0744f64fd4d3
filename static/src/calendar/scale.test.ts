import { expect, it } from 'vitest'
import { heightOf, hoursOf, minuteAt, pxOf, scaleOf, topOf, within } from './scale'

it('office hours are shown, and stretch to full hours around what lies outside', () => {
  expect(scaleOf([])).toEqual({ from: 480, to: 1_080 })
  expect(scaleOf([{ from: 405, to: 420 }, { from: 1_300, to: 1_440 }])).toEqual({ from: 360, to: 1_440 })
  expect(hoursOf({ from: 480, to: 600 })).toEqual([480, 540, 600])
})

it('a height is a minute on the grid', () => {
  const scale = { from: 480, to: 1_080 }
  expect(topOf(480, scale)).toBe(0)
  expect(heightOf(scale)).toBe(pxOf(600))
  expect(minuteAt(topOf(607, scale), scale, 15)).toBe(600)
  expect(minuteAt(topOf(608, scale), scale, 15)).toBe(615)
  expect(minuteAt(topOf(611, scale), scale, 20)).toBe(620)
})

it('nothing is dropped out of the day', () => {
  const scale = { from: 480, to: 1_080 }
  expect(minuteAt(-50, scale, 15, 30)).toBe(480)
  expect(minuteAt(5_000, scale, 15, 30)).toBe(1_050)
})

it('what lies outside is cut off', () => {
  expect(within({ from: 0, to: 1_440 }, { from: 480, to: 1_080 })).toEqual({ from: 480, to: 1_080 })
  expect(within({ from: 0, to: 480 }, { from: 480, to: 1_080 })).toBe(null)
})
