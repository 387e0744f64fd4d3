// What a client hears: subscriptions, events given once, and what was missed.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CAP_MS } from './backoff'
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
    expect(FakeSocket.last.url).toBe('wss://care.example/api/v1/realtime/ws')
    expect(FakeSocket.last.protocols).toEqual(['carebridge.v1'])
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

  it('that is taken away makes the reader find out', () => {
    const { onResync } = live()
    FakeSocket.last.says({ op: 'unsubscribed', topic: SLOTS })
    expect(onResync).not.toHaveBeenCalled()
    FakeSocket.last.says({ op: 'unsubscribed', topic: SLOTS, reason: 'forbidden' })
    expect(onResync).toHaveBeenCalledTimes(1)
  })

  it('asks again after a temporary refusal, and not after a final one, which makes the reader find out', () => {
    const { client, listener, onResync } = setUp()
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
    expect(onResync).toHaveBeenCalledTimes(1)
  })

  it('that was left and joined again is not refused by the answer to the question before', () => {
    const { client, listener, onResync, leave } = live()
    leave()
    client.subscribe(SLOTS, listener)
    const first = FakeSocket.last.lastSent.id
    const refusal = { op: 'error', code: 'forbidden', message: '', temporary: false, topic: SLOTS }
    FakeSocket.last.says({ ...refusal, re: Number(first) - 2 })
    expect(onResync).not.toHaveBeenCalled()
    FakeSocket.last.says({ ...refusal, re: first })
    expect(onResync).toHaveBeenCalledTimes(1)
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
