// What passes in a conversation and has no place in its history: who types, who is here.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BASE_MS } from './backoff'
import { FakeSocket, event, network, setUp } from './fake-socket'
import { TELL_EVERY_MS } from './typing'

const TALK = 'conversation:c1'

beforeEach(() => {
  vi.useFakeTimers()
  FakeSocket.opened = []
  network.online = true
})
afterEach(() => vi.useRealTimers())

function answer(more: object = {}) {
  const re = FakeSocket.last.sent.findLast((frame) => frame.op === 'subscribe')?.id
  FakeSocket.last.says({ re, op: 'subscribed', topic: TALK, epoch: 'c1', offset: 7, recovered: true, present: ['u1'], ...more })
}

function presence(user_id: string, present: boolean) {
  const data = { conversation_id: 'c1', user_id, present }
  return { op: 'event', topic: TALK, type: 'presence.changed', at: '2026-11-24T08:00:00Z', data }
}

function talking() {
  const parts = setUp()
  const here: string[][] = []
  const typing: string[] = []
  const types: string[] = []
  parts.client.subscribe(TALK, {
    ...parts.listener,
    onEvent: (event) => {
      types.push(event.type)
      parts.listener.onEvent(event)
    },
    onTyping: ({ user_id }) => typing.push(user_id),
    onPresent: (userIds) => here.push(userIds),
  })
  parts.client.start()
  FakeSocket.last.hello()
  answer()
  parts.onResync.mockClear()
  return { ...parts, here, typing, types }
}

describe('an event without an offset', () => {
  it('is handed through and moves nobody', () => {
    const { seen, types, onResync } = talking()
    FakeSocket.last.says(event(8, { topic: TALK, epoch: 'c1' }))
    FakeSocket.last.says(presence('u2', true))
    FakeSocket.last.says(event(9, { topic: TALK, epoch: 'c1' }))
    expect(types).toEqual(['slot.taken', 'presence.changed', 'slot.taken'])
    expect(seen).toEqual([8, 9])
    expect(onResync).not.toHaveBeenCalled()
    FakeSocket.last.says(presence('u2', false))
    FakeSocket.last.breaks()
    vi.advanceTimersByTime(BASE_MS)
    FakeSocket.last.hello()
    expect(FakeSocket.last.lastSent).toMatchObject({ since: { epoch: 'c1', offset: 9 } })
  })
})

describe('presence', () => {
  it('is known from the answer on, and follows who comes and goes', () => {
    const { here } = talking()
    FakeSocket.last.says(presence('u2', true))
    FakeSocket.last.says(presence('u2', true))
    FakeSocket.last.says(presence('u1', false))
    expect(here).toEqual([['u1'], ['u1', 'u2'], ['u2']])
  })

  it('is of nobody while the connection is broken', () => {
    const { here } = talking()
    FakeSocket.last.breaks()
    expect(here).toEqual([['u1'], []])
    vi.advanceTimersByTime(BASE_MS)
    FakeSocket.last.hello()
    answer({ present: ['u3'] })
    expect(here.at(-1)).toEqual(['u3'])
  })

  it('is told to who comes later', () => {
    const { client, listener } = talking()
    const onPresent = vi.fn()
    client.subscribe(TALK, { ...listener, onPresent })
    expect(onPresent).toHaveBeenCalledWith(['u1'])
  })
})

describe('typing', () => {
  it('of others is heard', () => {
    const { typing } = talking()
    FakeSocket.last.says({ op: 'typing', topic: TALK, conversation: 'c1', user_id: 'u1', at: '2026-11-24T08:00:00Z' })
    expect(typing).toEqual(['u1'])
  })

  it('of oneself, at another device, is not', () => {
    const { typing } = talking()
    FakeSocket.last.hello({ user: 'u1' })
    FakeSocket.last.says({ op: 'typing', topic: TALK, conversation: 'c1', user_id: 'u1', at: '2026-11-24T08:00:00Z' })
    FakeSocket.last.says({ op: 'typing', topic: TALK, conversation: 'c1', user_id: 'u2', at: '2026-11-24T08:00:00Z' })
    expect(typing).toEqual(['u2'])
  })

  it('is told at once when one goes on after what was sent', () => {
    const { client } = talking()
    client.sendTyping('c1')
    client.doneTyping('c1')
    client.sendTyping('c1')
    client.sendTyping('c1')
    expect(FakeSocket.last.sent.filter((frame) => frame.op === 'typing')).toHaveLength(2)
  })

  it('is told once in three seconds, of each conversation', () => {
    const { client } = talking()
    const told = () => FakeSocket.last.sent.filter((frame) => frame.op === 'typing').map((frame) => frame.conversation)
    for (let key = 0; key < 10; key += 1) client.sendTyping('c1')
    client.sendTyping('c2')
    expect(told()).toEqual(['c1', 'c2'])
    vi.advanceTimersByTime(TELL_EVERY_MS)
    client.sendTyping('c1')
    expect(told()).toEqual(['c1', 'c2', 'c1'])
  })

  it('is not kept for later when nobody can be told', () => {
    const { client } = talking()
    FakeSocket.last.breaks()
    client.sendTyping('c1')
    vi.advanceTimersByTime(BASE_MS)
    FakeSocket.last.hello()
    answer()
    expect(FakeSocket.last.sent.some((frame) => frame.op === 'typing')).toBe(false)
    client.sendTyping('c1')
    expect(FakeSocket.last.lastSent).toEqual({ op: 'typing', conversation: 'c1' })
  })
})

it('an event is acknowledged by its place, and one without a place is not', () => {
  const { client } = talking()
  client.ack({ ...event(8, { topic: TALK }), op: 'event' })
  expect(FakeSocket.last.lastSent).toEqual({ op: 'ack', topic: TALK, offset: 8 })
  const said = FakeSocket.last.sent.length
  client.ack({ ...presence('u2', true), op: 'event' })
  expect(FakeSocket.last.sent).toHaveLength(said)
})
