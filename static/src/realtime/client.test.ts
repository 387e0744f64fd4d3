// What a client hears: subscriptions, events given once, and what was missed.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BASE_MS, CAP_MS } from './backoff'
import { FakeSocket, SLOTS, event, live, network, setUp } from './fake-socket'

beforeEach(() => {
  vi.useFakeTimers()
  FakeSocket.opened = []
  network.online = true
})
afterEach(() => vi.useRealTimers())

describe('subscribing', () => {
  it('offers the subprotocol and subscribes once it is greeted', () => {
    const { client, listener } = setUp()
    client.subscribe(SLOTS, listener)
    client.start()
    expect(FakeSocket.last.protocol).toBe('carebridge.v1')
    expect(FakeSocket.last.sent).toEqual([])
    FakeSocket.last.hello()
    expect(FakeSocket.last.lastSent).toMatchObject({ op: 'subscribe', topic: SLOTS })
    expect(FakeSocket.last.lastSent).not.toHaveProperty('since')
  })

  it('asks to read the state again when a subscription is new, since something may have happened before it', () => {
    const { client, listener, onResync } = setUp()
    client.subscribe(SLOTS, listener)
    client.start()
    FakeSocket.last.hello()
    FakeSocket.last.says({ re: FakeSocket.last.lastSent.id, op: 'subscribed', topic: SLOTS, epoch: 'a1', offset: 7, recovered: true })
    expect(onResync).toHaveBeenCalledTimes(1)
  })

  it('shares one subscription between listeners and leaves with the last one', () => {
    const { client, leave } = live()
    const leaveToo = client.subscribe(SLOTS, { onEvent: () => undefined, onResync: () => undefined })
    expect(FakeSocket.last.sent).toHaveLength(1)
    leave()
    expect(FakeSocket.last.sent).toHaveLength(1)
    leaveToo()
    expect(FakeSocket.last.lastSent).toMatchObject({ op: 'unsubscribe', topic: SLOTS })
  })

  it('asks again after a temporary refusal, and not after a final one', () => {
    const { client, listener } = setUp()
    client.subscribe(SLOTS, listener)
    client.start()
    FakeSocket.last.hello()
    FakeSocket.last.says({ re: FakeSocket.last.lastSent.id, op: 'error', code: 'busy', message: '', temporary: true })
    vi.advanceTimersByTime(CAP_MS)
    expect(FakeSocket.last.sent.filter((frame) => frame.op === 'subscribe')).toHaveLength(2)
    const again = FakeSocket.last.sent.findLast((frame) => frame.op === 'subscribe')
    FakeSocket.last.says({ re: again?.id, op: 'error', code: 'forbidden', message: '', temporary: false })
    vi.advanceTimersByTime(20_000)
    expect(FakeSocket.last.sent.filter((frame) => frame.op === 'subscribe')).toHaveLength(2)
  })
})

describe('events', () => {
  it('are given each once: a repeated offset is dropped', () => {
    const { seen } = live()
    for (const offset of [121, 121, 120, 122, 121]) FakeSocket.last.says(event(offset))
    expect(seen).toEqual([121, 122])
  })

  it('that skip an offset tell that something is missing', () => {
    const { seen, onResync } = live()
    FakeSocket.last.says(event(121))
    FakeSocket.last.says(event(124))
    expect(seen).toEqual([121, 124])
    expect(onResync).toHaveBeenCalledTimes(1)
  })

  it('of a new epoch tell that history was lost', () => {
    const { seen, onResync } = live()
    FakeSocket.last.says(event(1, { epoch: 'b2' }))
    FakeSocket.last.says(event(2, { epoch: 'b2' }))
    expect(seen).toEqual([1, 2])
    expect(onResync).toHaveBeenCalledTimes(1)
  })

  it('that nobody can read are passed over', () => {
    const { seen } = live()
    FakeSocket.last.onmessage?.({ data: 'not json' })
    FakeSocket.last.says({ op: 'something.new' })
    FakeSocket.last.says(event(121))
    expect(seen).toEqual([121])
  })

  it('a gap frame makes the reader read again', () => {
    const { onResync } = live()
    FakeSocket.last.says({ op: 'gap', topic: SLOTS })
    expect(onResync).toHaveBeenCalledTimes(1)
  })
})

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
