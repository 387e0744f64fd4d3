// Connections cut at random points, thousands of times: every reader has each event once and in order, or was told to
// read again. A failure names its seed; `CUTS_SEED=… npm test` runs that one.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RealtimeClient } from './client'
import { pick, randomOf, Reader } from './fake-reader'
import { FakeServer } from './fake-server'
import type { FakeConnection } from './fake-server'

const TOPICS = ['user', 'doctor:d1:slots', 'conversation:c1']
const STEPS = 6_000
const GIVEN = process.env.CUTS_SEED
const SEEDS = GIVEN === undefined ? Array.from({ length: 20 }, (_, seed) => seed + 1) : [Number(GIVEN)]

interface Weather {
  /** Events that a history remembers. */
  remembers: number
  /** Of a thousand steps, so many lose a frame, and so many restart the server. */
  losses: number
  restarts: number
}

function storm(seed: number, weather: Weather) {
  const random = randomOf(seed)
  const server = new FakeServer(TOPICS, 'user', weather.remembers)
  const client = new RealtimeClient({
    origin: 'https://care.example',
    random,
    isOnline: () => true,
    openSocket: () => server.accept() as unknown as WebSocket,
    fetch: () => Promise.reject(new Error('no streams here')),
  })
  const readers = TOPICS.map((topic) => ({ topic, reader: new Reader(server, topic) }))
  for (const { topic, reader } of readers) client.subscribe(topic, reader)
  client.start()
  let cuts = 0

  const cut = (connection: FakeConnection) => {
    cuts += 1
    const way = random()
    if (way < 0.6) connection.breaks(1006)
    else if (way < 0.7) connection.breaks(3008)
    else if (way < 0.8) client.networkGone()
    else if (way < 0.9) client.rest()
    else connection.breaks(3009)
    if (random() < 0.5) client.networkBack()
    if (random() < 0.5) client.shown()
  }
  const wait = () => {
    if (random() < 0.3) client.shown()
    vi.advanceTimersByTime(random() * 5_000)
  }
  const move = (connection: FakeConnection) => {
    if (connection.readyState === 0) return connection.open()
    const way = random()
    if (way < 0.25) connection.read()
    else if (way < 0.45) connection.answer()
    else connection.deliver()
  }
  const step = () => {
    const topic = pick(TOPICS, random) ?? 'user'
    const connection = pick([...server.connections], random)
    const dice = random() * 1000
    if (dice < weather.restarts) {
      // Its histories may end under connections that stand.
      if (random() < 0.5) for (const each of [...server.connections]) each.breaks(1006)
      server.forget()
    } else if (dice < weather.restarts + weather.losses) server.publish(topic, connection)
    else if (dice < 150) server.publish(topic)
    else if (connection === undefined) wait()
    else if (dice < 160) vi.advanceTimersByTime(random() * 1_500)
    else if (dice < 190) cut(connection)
    else if (dice < 200) connection.check()
    else move(connection)
  }
  const settle = () => {
    client.shown()
    for (let round = 0; round < 1000 && ![...server.connections].some((each) => each.isIdle); round += 1) {
      if (server.connections.size === 0) vi.advanceTimersByTime(1_000)
      for (const each of server.connections) {
        if (each.readyState === 0) each.open()
        each.check()
        each.read()
        each.answer()
        each.deliver()
      }
    }
  }
  for (let done = 0; done < STEPS; done += 1) step()
  settle()
  client.stop()
  return { readers, server, cuts }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('connections cut at random', () => {
  it.each(SEEDS)('within history lose nothing, repeat nothing, and make nobody read again (seed %i)', (seed) => {
    const { readers, server, cuts } = storm(seed, { remembers: STEPS, losses: 0, restarts: 0 })
    expect(cuts).toBeGreaterThan(100)
    for (const { topic, reader } of readers) {
      const all = Array.from({ length: server.count(topic) }, (_, index) => index + 1)
      const first = reader.heard[0] ?? 1
      expect(reader.heard).toEqual(all.slice(first - 1))
      expect(reader.missing).toBe(0)
      expect(reader.readings).toBe(1)
    }
  })

  it.each(SEEDS)('past history, over losses and restarts tell of each hole before anything else (seed %i)', (seed) => {
    const { readers } = storm(seed, { remembers: 4, losses: 20, restarts: 4 })
    for (const { reader } of readers) {
      expect(reader.missing).toBe(0)
      expect(reader.readings).toBeGreaterThan(1)
    }
  })
})
