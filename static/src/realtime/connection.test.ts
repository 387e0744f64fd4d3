// How a client keeps its connection: backoff, close codes, heartbeat.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BASE_MS, CAP_MS, backoffMs } from './backoff'
import { FakeSocket, live, network, setUp } from './fake-socket'

beforeEach(() => {
  vi.useFakeTimers()
  FakeSocket.opened = []
  network.online = true
})
afterEach(() => vi.useRealTimers())

describe('reconnecting', () => {
  it('waits a random part of a ceiling that doubles up to its cap', () => {
    expect([0, 1, 2, 3].map((attempt) => backoffMs(attempt, () => 0.5))).toEqual([250, 500, 1000, 2000])
    expect(backoffMs(0, () => 0)).toBe(0)
    expect(backoffMs(60, () => 0.999999)).toBeLessThan(CAP_MS)
  })

  it('backs off further with each failure and says offline after some', async () => {
    const { statuses } = live()
    FakeSocket.last.breaks()
    for (const delay of [250, 500, 1000]) {
      const before = FakeSocket.opened.length
      vi.advanceTimersByTime(delay - 1)
      expect(FakeSocket.opened).toHaveLength(before)
      vi.advanceTimersByTime(1)
      expect(FakeSocket.opened).toHaveLength(before + 1)
      FakeSocket.last.breaks()
      // After the third a stream is tried too.
      await vi.advanceTimersByTimeAsync(0)
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

  it('comes back after 3001, 3005, 3008 and 3010', () => {
    for (const code of [3001, 3005, 3008, 3010]) {
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

  it('asks seldom while the browser says that there is no network', () => {
    const { client } = live()
    network.online = false
    client.networkGone()
    vi.advanceTimersByTime(CAP_MS - 1)
    expect(FakeSocket.opened).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(FakeSocket.opened).toHaveLength(2)
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
