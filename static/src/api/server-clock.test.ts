import { expect, it } from 'vitest'
import { ServerClock } from './server-clock'

const NINE = Date.parse('2026-11-24T09:00:00Z')
const TEN_PAST = 'Tue, 24 Nov 2026 09:10:00 GMT'

it('a clock that is wrong here is corrected by what the server says', () => {
  const clock = new ServerClock()
  clock.heard(TEN_PAST, NINE)
  expect(clock.now(NINE + 1_000)).toBe(Date.parse('2026-11-24T09:10:01Z'))
})

it('the whole seconds of a header move nothing', () => {
  const clock = new ServerClock()
  clock.heard('Tue, 24 Nov 2026 09:00:00 GMT', NINE + 900)
  expect(clock.now(NINE)).toBe(NINE)
})

it('an answer without a date changes nothing', () => {
  const clock = new ServerClock()
  clock.heard(TEN_PAST, NINE)
  clock.heard(null, NINE)
  expect(clock.now(NINE)).toBe(Date.parse(TEN_PAST))
})
