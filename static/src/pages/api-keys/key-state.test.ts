import { expect, it } from 'vitest'
import { stateOf, works } from './key-state'

const NOW = new Date('2026-11-24T12:00:00Z')
const key = (expires_at: string | null, revoked_at: string | null = null) => ({ expires_at, revoked_at })

it('a key without an end is good until it is revoked', () => {
  expect(stateOf(key(null), NOW)).toBe('good')
  expect(stateOf(key(null, '2026-11-24T11:00:00Z'), NOW)).toBe('revoked')
})

it('a key that was revoked is that, though it has ended since', () => {
  expect(stateOf(key('2026-11-20T00:00:00Z', '2026-11-19T00:00:00Z'), NOW)).toBe('revoked')
})

it('the end of a key is pointed out two weeks before, and holds from its very instant', () => {
  expect(stateOf(key('2026-12-08T12:00:01Z'), NOW)).toBe('good')
  expect(stateOf(key('2026-12-08T12:00:00Z'), NOW)).toBe('ending')
  expect(stateOf(key('2026-11-24T12:00:01Z'), NOW)).toBe('ending')
  expect(stateOf(key('2026-11-24T12:00:00Z'), NOW)).toBe('expired')
})

it('only good keys work, also those that end soon', () => {
  expect(works(key(null), NOW)).toBe(true)
  expect(works(key('2026-11-25T00:00:00Z'), NOW)).toBe(true)
  expect(works(key('2026-11-23T00:00:00Z'), NOW)).toBe(false)
  expect(works(key(null, '2026-11-24T11:00:00Z'), NOW)).toBe(false)
})
