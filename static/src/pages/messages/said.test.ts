// What is read, told and on its way makes one list, in the same order on both sides.
import { describe, expect, it } from 'vitest'
import { message } from './messages-fixture'
import type { Unsent } from './outbox'
import { isMessage, said, stillUnsent, withTold } from './said'

const ids = (messages: { id: string }[]) => messages.map(({ id }) => id).join(' ')

describe('one list', () => {
  it('is in order of time, then of id, whoever hears what first', () => {
    const [a, b, c, d] = [message('a', 1), message('b', 2), message('c', 2), message('d', 3)]
    expect(ids(said([c, a], [d, b], true))).toBe('a b c d')
    expect(ids(said([d, c, b, a], [], true))).toBe('a b c d')
    expect(ids(said([], [b, d, a, c], true))).toBe('a b c d')
  })

  it('has each message once, though it is read and told', () => {
    expect(ids(said([message('b', 2), message('a', 1)], [message('b', 2)], true))).toBe('a b')
    expect(ids(withTold(withTold([], message('a', 1)), message('a', 1)))).toBe('a')
  })

  it('leaves out what was told before the oldest that was read, as long as there is more to read', () => {
    const told = [message('a', 1), message('d', 4)]
    expect(ids(said([message('c', 3)], told, false))).toBe('c d')
    expect(ids(said([message('c', 3)], told, true))).toBe('a c d')
  })

  it('shows the later edit, whether it was read or told', () => {
    const first = message('a', 1, { body: 'first', client_id: 'x' })
    const once = message('a', 1, { body: 'once', edited_at: '2026-11-24T09:01:00Z' })
    const twice = message('a', 1, { body: 'twice', edited_at: '2026-11-24T09:02:00Z' })
    expect(said([first], [once], true)[0]).toMatchObject({ body: 'once', client_id: 'x' })
    expect(said([twice], [once], true)[0]?.body).toBe('twice')
    expect(withTold(withTold([], twice), once)[0]?.body).toBe('twice')
  })
})

it('what the server has told is on its way no longer; another person’s name for theirs is not mine', () => {
  const unsent = [{ clientId: 'x' }, { clientId: 'y' }] as Unsent[]
  const messages = [message('a', 1, { client_id: 'x' }), message('b', 2, { client_id: 'y', sender_id: 'adams' })]
  expect(stillUnsent(unsent, messages, 'pat').map(({ clientId }) => clientId)).toEqual(['y'])
})

it('is known by its shape', () => {
  expect(isMessage(message('a', 1))).toBe(true)
  expect([null, 'a', {}, { conversation_id: 'c1', body: 'a' }].some(isMessage)).toBe(false)
})
