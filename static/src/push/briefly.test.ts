import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { briefly } from './briefly'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

async function endsAfter(work: Promise<unknown>): Promise<number> {
  const begun = Date.now()
  const ended = briefly(work, 2_000).then(() => Date.now() - begun)
  await vi.advanceTimersByTimeAsync(5_000)
  return ended
}

it('what hangs is not waited for, and what fails does not fail who waits', async () => {
  expect(await endsAfter(new Promise(() => undefined))).toBe(2_000)
  expect(await endsAfter(Promise.reject(new Error('the push service is away')))).toBe(0)
  expect(await endsAfter(Promise.resolve())).toBe(0)
})
