// Whose drafts these are, over sign-ins in this tab and in others.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { forgetDrafts, keepDraft, ownDrafts, readDraft } from './draft'

beforeEach(() => {
  const kept: Record<string, string> = {}
  // A storage as browsers have it: what is kept are its own keys, what it can do is not.
  const can = {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, text: string) => void (kept[key] = text),
    removeItem: (key: string) => void delete kept[key],
  }
  vi.stubGlobal('sessionStorage', new Proxy(kept, { get: (_, name) => can[name as keyof typeof can] }))
})
afterEach(() => vi.unstubAllGlobals())

it('what a visitor typed goes with who signs in, and waits for them when their sign-in has ended', () => {
  keepDraft('reason', 'my knee')
  expect(ownDrafts('pat')).toBe(false)
  expect(ownDrafts('pat')).toBe(false)
  expect(readDraft('reason')).toBe('my knee')
})

it('what one person typed is not there for the next', () => {
  ownDrafts('pat')
  keepDraft('reason', 'my knee')
  expect(ownDrafts('sam')).toBe(true)
  expect(readDraft('reason')).toBe('')
  expect(ownDrafts('sam')).toBe(false)
})

it('after signing out the next one finds nothing, and replaces nobody', () => {
  ownDrafts('pat')
  keepDraft('reason', 'my knee')
  forgetDrafts()
  expect(ownDrafts('sam')).toBe(false)
  expect(readDraft('reason')).toBe('')
})
