import { expect, it } from 'vitest'
import { ageOn } from './age'

it('a year is added on the birthday', () => {
  expect(ageOn('2026-05-03', '1980-05-04')).toBe(45)
  expect(ageOn('2026-05-04', '1980-05-04')).toBe(46)
})

it('who was born on a leap day is a year older on the first of March', () => {
  expect(ageOn('2026-02-28', '2024-02-29')).toBe(1)
  expect(ageOn('2026-03-01', '2024-02-29')).toBe(2)
})
