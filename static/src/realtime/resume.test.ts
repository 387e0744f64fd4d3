// What a client asks for after a break, and what it makes of the answer.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BASE_MS } from './backoff'
import { FakeSocket, SLOTS, event, live, network, setUp } from './fake-socket'

beforeEach(() => {
  vi.useFakeTimers()
  FakeSocket.opened = []
  network.online = true
})
afterEach(() => vi.useRealTimers())

describe('resume', () => {
  function broken() {
    const parts = live()
    FakeSocket.last.says(event(121))
    FakeSocket.last.breaks()
    vi.advanceTimersByTime(BASE_MS)
    FakeSocket.last.hello()
    return parts
  }

  it('asks for what follows the last offset and replays it without a hole', () => {
    const { seen, onResync } = broken()
    expect(FakeSocket.opened).toHaveLength(2)
    expect(FakeSocket.last.lastSent).toMatchObject({ op: 'subscribe', topic: SLOTS, since: { epoch: 'a1', offset: 121 } })
    FakeSocket.last.says({ re: FakeSocket.last.lastSent.id, op: 'subscribed', topic: SLOTS, epoch: 'a1', offset: 123, recovered: true })
    for (const offset of [122, 123, 124]) FakeSocket.last.says(event(offset))
    expect(seen).toEqual([121, 122, 123, 124])
    expect(onResync).not.toHaveBeenCalled()
  })

  it('keeps the order when a live event overtakes the answer', () => {
    const { seen, onResync } = broken()
    FakeSocket.last.says(event(123))
    FakeSocket.last.says({ re: FakeSocket.last.lastSent.id, op: 'subscribed', topic: SLOTS, epoch: 'a1', offset: 123, recovered: true })
    for (const offset of [122, 123]) FakeSocket.last.says(event(offset))
    expect(seen).toEqual([121, 122, 123])
    expect(onResync).not.toHaveBeenCalled()
  })

  it('keeps back what follows the answer and overtook it until the replay is over', () => {
    const { seen, onResync } = broken()
    FakeSocket.last.says(event(124))
    FakeSocket.last.says({ re: FakeSocket.last.lastSent.id, op: 'subscribed', topic: SLOTS, epoch: 'a1', offset: 123, recovered: true })
    for (const offset of [122, 123, 125]) FakeSocket.last.says(event(offset))
    expect(seen).toEqual([121, 122, 123, 124, 125])
    expect(onResync).not.toHaveBeenCalled()
  })

  it('does not wait for the end of a replay that a new epoch cut short', () => {
    const { seen, onResync } = broken()
    FakeSocket.last.says(event(124))
    FakeSocket.last.says({ re: FakeSocket.last.lastSent.id, op: 'subscribed', topic: SLOTS, epoch: 'a1', offset: 123, recovered: true })
    FakeSocket.last.says(event(122))
    FakeSocket.last.says(event(1, { epoch: 'b2' }))
    expect(seen).toEqual([121, 122, 124, 1])
    expect(onResync).toHaveBeenCalled()
  })

  it('that cannot be replayed makes the reader read again', () => {
    const { seen, onResync } = broken()
    FakeSocket.last.says({ re: FakeSocket.last.lastSent.id, op: 'subscribed', topic: SLOTS, epoch: 'b2', offset: 4, recovered: false })
    expect(onResync).toHaveBeenCalledTimes(1)
    FakeSocket.last.says(event(5, { epoch: 'b2' }))
    expect(seen).toEqual([121, 5])
  })

  it('of a topic that the server subscribes by itself asks only for what was missed', () => {
    const { client, seen, listener } = setUp()
    client.subscribe('user', listener)
    client.start()
    FakeSocket.last.hello({ topics: [{ topic: 'user', epoch: 'u1', offset: 41 }] })
    expect(FakeSocket.last.sent).toEqual([])
    FakeSocket.last.says(event(42, { topic: 'user', epoch: 'u1' }))
    FakeSocket.last.breaks()
    vi.advanceTimersByTime(BASE_MS)
    FakeSocket.last.hello({ topics: [{ topic: 'user', epoch: 'u1', offset: 42 }] })
    expect(FakeSocket.last.sent).toEqual([])
    FakeSocket.last.breaks()
    vi.advanceTimersByTime(2 * BASE_MS)
    FakeSocket.last.hello({ topics: [{ topic: 'user', epoch: 'u1', offset: 44 }] })
    expect(FakeSocket.last.lastSent).toMatchObject({ topic: 'user', since: { epoch: 'u1', offset: 42 } })
    expect(seen).toEqual([42])
  })

  it('forgets positions when somebody else signs in', () => {
    const { client } = live()
    client.restart()
    FakeSocket.last.hello()
    expect(FakeSocket.opened).toHaveLength(2)
    expect(FakeSocket.last.lastSent).not.toHaveProperty('since')
  })
})
