// The realtime client against a fake socket: resume, repeats, holes, backoff, heartbeat and close codes.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BASE_MS, CAP_MS, backoffMs } from './backoff'
import { RealtimeClient } from './client'
import type { ConnectionStatus } from './status'

class FakeSocket {
  static opened: FakeSocket[] = []
  readyState = 0
  sent: Record<string, unknown>[] = []
  closedByClient = false
  onmessage: ((message: { data: string }) => void) | null = null
  onclose: ((close: { code: number }) => void) | null = null

  constructor(
    readonly url: string,
    readonly protocol: string,
  ) {
    FakeSocket.opened.push(this)
  }

  static get last(): FakeSocket {
    const socket = FakeSocket.opened.at(-1)
    if (socket === undefined) throw new Error('no socket was opened')
    return socket
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>)
  }

  close(): void {
    this.closedByClient = true
    this.readyState = 3
  }

  says(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }

  hello(more: object = {}): void {
    this.readyState = 1
    this.says({ op: 'hello', node: 'n1', user: null, heartbeat_s: 25, topics: [], ...more })
  }

  breaks(code = 1006): void {
    this.readyState = 3
    this.onclose?.({ code })
  }

  get lastSent(): Record<string, unknown> {
    return this.sent.at(-1) ?? {}
  }
}

const network = { online: true }
const SLOTS = 'doctor:d1:slots'

function event(offset: number, more: object = {}) {
  return { op: 'event', topic: SLOTS, epoch: 'a1', offset, type: 'slot.taken', at: '2026-11-24T08:00:00Z', data: {}, ...more }
}

function setUp() {
  const seen: number[] = []
  const statuses: ConnectionStatus['state'][] = []
  const onResync = vi.fn()
  const onRefused = vi.fn()
  const client = new RealtimeClient({
    url: 'ws://test/api/v1/realtime/ws',
    openSocket: (url, protocol) => new FakeSocket(url, protocol) as unknown as WebSocket,
    random: () => 0.5,
    isOnline: () => network.online,
  })
  client.listen({ onStatus: (status) => statuses.push(status.state), onRefused })
  const listener = { onEvent: (frame: { offset: number }) => seen.push(frame.offset), onResync }
  return { client, seen, statuses, onResync, onRefused, listener }
}

/** A client that is live on the slots topic at offset 120. */
function live() {
  const parts = setUp()
  const leave = parts.client.subscribe(SLOTS, parts.listener)
  parts.client.start()
  FakeSocket.last.hello()
  FakeSocket.last.says({ re: FakeSocket.last.lastSent.id, op: 'subscribed', topic: SLOTS, epoch: 'a1', offset: 120, recovered: true })
  parts.onResync.mockClear()
  return { ...parts, leave }
}

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

describe('reconnecting', () => {
  it('waits a random part of a ceiling that doubles up to its cap', () => {
    expect([0, 1, 2, 3].map((attempt) => backoffMs(attempt, () => 0.5))).toEqual([250, 500, 1000, 2000])
    expect(backoffMs(0, () => 0)).toBe(0)
    expect(backoffMs(60, () => 0.999999)).toBeLessThan(CAP_MS)
  })

  it('backs off further with each failure and says offline after some', () => {
    const { statuses } = live()
    FakeSocket.last.breaks()
    for (const delay of [250, 500, 1000]) {
      const before = FakeSocket.opened.length
      vi.advanceTimersByTime(delay - 1)
      expect(FakeSocket.opened).toHaveLength(before)
      vi.advanceTimersByTime(1)
      expect(FakeSocket.opened).toHaveLength(before + 1)
      FakeSocket.last.breaks()
    }
    expect(statuses).toEqual(['live', 'reconnecting', 'reconnecting', 'reconnecting', 'offline'])
  })

  it('starts at the first delay again after a connection that lasted', () => {
    live()
    FakeSocket.last.breaks()
    vi.advanceTimersByTime(250)
    FakeSocket.last.hello()
    vi.advanceTimersByTime(6_000)
    FakeSocket.last.breaks()
    const before = FakeSocket.opened.length
    vi.advanceTimersByTime(250)
    expect(FakeSocket.opened).toHaveLength(before + 1)
  })

  it('comes back after exactly the delay that a bye names', () => {
    live()
    FakeSocket.last.says({ op: 'bye', reconnect_after_ms: 4120 })
    FakeSocket.last.breaks(3001)
    vi.advanceTimersByTime(4119)
    expect(FakeSocket.opened).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(FakeSocket.opened).toHaveLength(2)
  })

  it('comes back after 3001, 3005, 3008 and 3009', () => {
    for (const code of [3001, 3005, 3008, 3009]) {
      FakeSocket.opened = []
      const { client } = live()
      FakeSocket.last.breaks(code)
      vi.advanceTimersByTime(BASE_MS)
      expect(FakeSocket.opened, String(code)).toHaveLength(2)
      client.stop()
    }
  })

  it('does not come back after 3500 to 3999', () => {
    for (const code of [3500, 3501, 3502, 3503, 3999]) {
      FakeSocket.opened = []
      const { statuses } = live()
      FakeSocket.last.breaks(code)
      vi.advanceTimersByTime(10 * CAP_MS)
      expect(FakeSocket.opened, String(code)).toHaveLength(1)
      expect(statuses.at(-1)).toBe('ended')
    }
  })

  it('tells when the upgrade is refused again and again', () => {
    const { client, onRefused } = setUp()
    client.start()
    FakeSocket.last.breaks()
    vi.advanceTimersByTime(BASE_MS)
    FakeSocket.last.breaks()
    expect(onRefused).toHaveBeenCalledTimes(1)
  })

  it('tells at once when the server ends it for want of a credential', () => {
    for (const code of [3005, 3500, 3503]) {
      const { onRefused } = live()
      FakeSocket.last.breaks(code)
      expect(onRefused, String(code)).toHaveBeenCalledTimes(1)
    }
  })

  it('does not wait when the browser says that the network is back', () => {
    const { client } = live()
    network.online = false
    client.networkGone()
    expect(client.status.state).toBe('offline')
    const before = FakeSocket.opened.length
    client.networkBack()
    expect(FakeSocket.opened).toHaveLength(before + 1)
  })
})

describe('heartbeat', () => {
  it('asks for a sign of life after a quiet while and lives on when it comes', () => {
    const { statuses } = live()
    vi.advanceTimersByTime(25_000)
    expect(FakeSocket.last.lastSent).toMatchObject({ op: 'ping' })
    FakeSocket.last.says({ re: FakeSocket.last.lastSent.id, op: 'pong' })
    vi.advanceTimersByTime(15_000)
    expect(FakeSocket.opened).toHaveLength(1)
    expect(statuses).toEqual(['live'])
  })

  it('gives up a socket that does not answer within ten seconds', () => {
    const { statuses } = live()
    const silent = FakeSocket.last
    vi.advanceTimersByTime(25_000 + 10_000)
    expect(silent.closedByClient).toBe(true)
    expect(statuses.at(-1)).toBe('reconnecting')
    vi.advanceTimersByTime(BASE_MS)
    expect(FakeSocket.opened).toHaveLength(2)
  })
})
