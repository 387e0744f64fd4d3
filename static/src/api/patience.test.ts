import { expect, it } from 'vitest'
import { isPassing, waitMs } from './patience'
import { Refusal, SomebodyElse, Unreached } from './refusal'

const refusal = (status: number, retryAfterS: number | null = null) => new Refusal(status, {}, null, retryAfterS)

it('what may be otherwise in a while is tried again, a refusal for good is not', () => {
  const passing = [new Unreached('lost'), new SomebodyElse(''), refusal(401), refusal(429), refusal(503)]
  expect(passing.map(isPassing)).toEqual([true, true, true, true, true])
  expect([refusal(403), refusal(404), refusal(409), refusal(422)].map(isPassing)).toEqual([false, false, false, false])
})

it('the server is not asked before it wants to be', () => {
  expect(waitMs(refusal(429, 30), 0, () => 0)).toBe(30_000)
  expect(waitMs(refusal(503, 30), 4, () => 0.5)).toBe(34_000)
  expect(waitMs(refusal(503), 0, () => 0)).toBe(1_000)
  expect(waitMs(new Unreached('lost'), 0, () => 0)).toBe(1_000)
})
