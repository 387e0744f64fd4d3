// Streams cut at random points, between any two bytes, and opened anew for other topics: the same promise as over sockets.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RealtimeClient } from './client'
import { pick, randomOf, Reader } from './fake-reader'
import { FakeServer } from './fake-server'

const TOPICS = ['user', 'doctor:d1:slots', 'conversation:c1']
/** One that comes and goes. */
const OTHER = 'conversation:c2'
const STEPS = 400
const SEEDS = Array.from({ length: 10 }, (_, seed) => seed + 1)

/** What `realtime/events` answers: the frames of a connection whose questions are in its address. */
function streamOf(server: FakeServer, random: () => number, url: string, init: RequestInit): Response {
  const connection = server.accept()
  const at = new Map(new Headers(init.headers).get('last-event-id')?.split('&').map((place) => splitLast(place, '=')))
  connection.open()
  for (const [id, topic] of new URL(url).searchParams.getAll('topic').entries()) {
    const [epoch = '', offset] = splitLast(at.get(topic) ?? '', ':')
    const since = at.has(topic) ? { epoch, offset: Number(offset) } : undefined
    connection.inbox.push({ id, op: 'subscribe', topic, since })
    connection.read()
    connection.answer()
  }
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      const say = (text: string) => {
        const cut = Math.floor(random() * text.length)
        for (const piece of [text.slice(0, cut), text.slice(cut)]) controller.enqueue(new TextEncoder().encode(piece))
      }
      connection.onmessage = ({ data }) => say(`id: 1\ndata: ${data}\n\n`)
      connection.onclose = ({ code }) => {
        if (code === 1006) return controller.error(new Error('cut'))
        say(`event: close\ndata: {"code":${code},"reason":"as a socket"}\n\n`)
        controller.close()
      }
    },
  })
  init.signal?.addEventListener('abort', () => connection.close())
  return new Response(body)
}

function splitLast(text: string, by: string): [string, string] {
  const at = text.lastIndexOf(by)
  return [text.slice(0, at), text.slice(at + 1)]
}

async function storm(seed: number) {
  const random = randomOf(seed)
  const server = new FakeServer([...TOPICS, OTHER], 'user', Infinity)
  const failing = () => {
    const socket = { onclose: null as ((close: { code: number }) => void) | null, close: () => undefined }
    setTimeout(() => socket.onclose?.({ code: 1006 }))
    return socket as unknown as WebSocket
  }
  const fetch = (url: string, init: RequestInit) => Promise.resolve(streamOf(server, random, url, init))
  const client = new RealtimeClient({
    origin: 'https://care.example',
    random,
    isOnline: () => true,
    openSocket: failing,
    fetch: fetch as typeof globalThis.fetch,
  })
  const readers = TOPICS.map((topic) => ({ topic, reader: new Reader(server, topic) }))
  for (const { topic, reader } of readers) client.subscribe(topic, reader)
  client.start()
  let cuts = 0
  let leave: (() => void) | null = null
  /** The stream is opened anew for it. */
  const change = () => {
    if (leave === null) leave = client.subscribe(OTHER, { onEvent: () => undefined, onResync: () => undefined })
    else {
      leave()
      leave = null
    }
  }

  for (let done = 0; done < STEPS; done += 1) {
    const connection = [...server.connections].at(-1)
    const dice = random()
    if (dice < 0.3) server.publish(pick(TOPICS, random) ?? 'user')
    else if (connection === undefined) await vi.advanceTimersByTimeAsync(1_000)
    else if (dice < 0.34) {
      cuts += 1
      connection.breaks(random() < 0.5 ? 1006 : 3001)
    } else if (dice < 0.36) change()
    else if (dice < 0.4) await vi.advanceTimersByTimeAsync(100)
    else connection.deliver()
    await vi.advanceTimersByTimeAsync(0)
  }
  for (let round = 0; round < 500; round += 1) {
    const connection = [...server.connections].at(-1)
    if (connection === undefined) await vi.advanceTimersByTimeAsync(1_000)
    connection?.deliver()
    await vi.advanceTimersByTimeAsync(0)
  }
  client.stop()
  return { readers, server, cuts }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('streams cut at random', () => {
  it.each(SEEDS)('within history lose nothing, repeat nothing, and make nobody read again (seed %i)', async (seed) => {
    const { readers, server, cuts } = await storm(seed)
    expect(cuts).toBeGreaterThan(3)
    for (const { topic, reader } of readers) {
      const all = Array.from({ length: server.count(topic) }, (_, index) => index + 1)
      const first = reader.heard[0] ?? all.length + 1
      expect(reader.heard).toEqual(all.slice(first - 1))
      expect(reader.missing).toBe(0)
      expect(reader.readings).toBe(1)
    }
  })
})
