import { expect, it } from 'vitest'
import { clockText, msToNextSecond, secondsLeft } from './countdown'

const UNTIL = '2026-11-24T09:05:00Z'
const at = (time: string) => Date.parse(`2026-11-24T${time}Z`)

it('counts the seconds that have begun, and none below', () => {
  expect(secondsLeft(UNTIL, at('09:00:00'))).toBe(300)
  expect(secondsLeft(UNTIL, at('09:04:59.001'))).toBe(1)
  expect(secondsLeft(UNTIL, at('09:05:00'))).toBe(0)
  expect(secondsLeft(UNTIL, at('10:00:00'))).toBe(0)
})

it('is read as minutes and seconds', () => {
  expect([272, 60, 59, 5, 0, 1_800].map(clockText)).toEqual(['4:32', '1:00', '0:59', '0:05', '0:00', '30:00'])
})

it('the number shown changes exactly then', () => {
  const now = at('09:04:57.250')
  const next = now + msToNextSecond(UNTIL, now)
  expect(secondsLeft(UNTIL, now)).toBe(3)
  expect(secondsLeft(UNTIL, next)).toBe(2)
  expect(secondsLeft(UNTIL, next - 1)).toBe(3)
  expect(msToNextSecond(UNTIL, at('09:04:57'))).toBe(1_000)
  expect(msToNextSecond(UNTIL, at('09:06:00'))).toBe(0)
})
