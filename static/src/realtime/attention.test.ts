// What a client does while nobody looks, and when it must make room.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BASE_MS, CAP_MS } from './backoff'
import { FakeSocket, SLOTS, event, live, network } from './fake-socket'

const REST_AFTER_MS = 5 * 60_000

beforeEach(() => {
  vi.useFakeTimers()
  FakeSocket.opened = []
  network.online = true
})
afterEach(() => vi.useRealTimers())

describe('a hidden page', () => {
  it('asks for no sign of life, and hears on', () => {
    const { client, seen } = live()
    client.hidden()
    const said = FakeSocket.last.sent.length
    vi.advanceTimersByTime(REST_AFTER_MS - 1)
    FakeSocket.last.says(event(121))
    expect(FakeSocket.last.sent).toHaveLength(said)
    expect(FakeSocket.opened).toHaveLength(1)
    expect(seen).toEqual([121])
  })

  it('gives its connection up after a while and resumes when it is shown', () => {
    const { client, seen, statuses, onResync } = live()
    FakeSocket.last.says(event(121))
    client.hidden()
    vi.advanceTimersByTime(REST_AFTER_MS)
    expect(FakeSocket.last.closedByClient).toBe(true)
    vi.advanceTimersByTime(10 * CAP_MS)
    expect(FakeSocket.opened).toHaveLength(1)
    client.shown()
    FakeSocket.last.hello()
    expect(FakeSocket.last.lastSent).toMatchObject({ topic: SLOTS, since: { epoch: 'a1', offset: 121 } })
    FakeSocket.last.says({ re: FakeSocket.last.lastSent.id, op: 'subscribed', topic: SLOTS, epoch: 'a1', offset: 122, recovered: true })
    FakeSocket.last.says(event(122))
    expect(seen).toEqual([121, 122])
    expect(onResync).not.toHaveBeenCalled()
    expect(statuses).toEqual(['live', 'resting', 'live'])
  })

  it('stays connected when it is shown in time', () => {
    const { client } = live()
    client.hidden()
    vi.advanceTimersByTime(REST_AFTER_MS - 1)
    client.shown()
    FakeSocket.last.says({ op: 'pong' })
    vi.advanceTimersByTime(20_000)
    expect(FakeSocket.opened).toHaveLength(1)
    expect(client.status.state).toBe('live')
  })

  it('asks for a sign of life when it is shown, and does not wait long for it', () => {
    const { client } = live()
    client.hidden()
    client.shown()
    expect(FakeSocket.last.lastSent).toMatchObject({ op: 'ping' })
    vi.advanceTimersByTime(4_000)
    expect(client.status.state).toBe('reconnecting')
  })

  it('whose next attempt is far away tries at once when it is shown', () => {
    const { client } = live()
    client.hidden()
    network.online = false
    client.networkGone()
    client.shown()
    expect(FakeSocket.opened).toHaveLength(2)
  })

  it('rests on when the network comes back or somebody signs in elsewhere', () => {
    const { client } = live()
    client.hidden()
    vi.advanceTimersByTime(REST_AFTER_MS)
    client.networkGone()
    client.networkBack()
    client.restart()
    vi.advanceTimersByTime(10 * CAP_MS)
    expect(FakeSocket.opened).toHaveLength(1)
    client.shown()
    expect(FakeSocket.opened).toHaveLength(2)
  })
})

describe('one socket too many', () => {
  it('yields and does not fight for its place', () => {
    const { client, statuses } = live()
    FakeSocket.last.breaks(3009)
    client.networkBack()
    vi.advanceTimersByTime(10 * CAP_MS)
    expect(FakeSocket.opened).toHaveLength(1)
    expect(statuses.at(-1)).toBe('yielded')
  })

  it('comes back when somebody turns to its page', () => {
    const { client } = live()
    FakeSocket.last.breaks(3009)
    client.shown()
    FakeSocket.last.hello()
    expect(client.status.state).toBe('live')
  })

  it('comes back under another identity', () => {
    const { client } = live()
    FakeSocket.last.breaks(3009)
    client.restart()
    expect(FakeSocket.opened).toHaveLength(2)
  })
})

it('a stopped client does not come back by being looked at', () => {
  const { client } = live()
  client.stop()
  client.hidden()
  client.shown()
  vi.advanceTimersByTime(BASE_MS)
  expect(FakeSocket.opened).toHaveLength(1)
})
