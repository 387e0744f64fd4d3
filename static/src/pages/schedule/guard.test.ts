import { expect, it } from 'vitest'
import { guarded, IDLE, isBusy } from './guard'
import type { GuardEvent } from './guard'

const after = (...events: GuardEvent[]) => events.reduce(guarded, IDLE)

it('what leaves nobody outside is made at once', () => {
  expect(after({ type: 'begun' }, { type: 'tried', stranded: [] })).toEqual({ step: 'saving', stranded: [] })
})

it('what leaves visits outside is asked about first', () => {
  const asking = after({ type: 'begun' }, { type: 'tried', stranded: ['v1'] })
  expect(asking).toEqual({ step: 'asking', stranded: ['v1'] })
  expect(isBusy(asking)).toBe(false)
  expect(guarded(asking, { type: 'agreed' })).toEqual({ step: 'saving', stranded: ['v1'] })
  expect(guarded(asking, { type: 'left' })).toBe(IDLE)
})

it('an answer to a trial that was left changes nothing', () => {
  expect(after({ type: 'begun' }, { type: 'left' }, { type: 'tried', stranded: ['v1'] })).toBe(IDLE)
  expect(after({ type: 'agreed' })).toBe(IDLE)
})

it('a refusal ends it, and it can begin anew', () => {
  const failed = after({ type: 'begun' }, { type: 'failed', error: 'no' })
  expect(failed).toEqual({ step: 'failed', error: 'no' })
  expect(guarded(failed, { type: 'begun' })).toEqual({ step: 'trying' })
})
