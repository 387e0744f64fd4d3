// The stream, for networks that let no WebSocket through: when it is used, and that it resumes.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BASE_MS, CAP_MS } from './backoff'
import { FakeSocket, SLOTS, event, network, setUp } from './fake-socket'
import { FakeStreams } from './fake-streams'

let streams: FakeStreams

beforeEach(() => {
  vi.useFakeTimers()
  FakeSocket.opened = []
  network.online = true
  streams = new FakeStreams()
})
afterEach(() => vi.useRealTimers())

const settle = () => vi.advanceTimersByTimeAsync(0)

/** A client whose sockets do not open. */
async function streaming() {
  const parts = setUp({ fetch: streams.fetch })
  parts.client.subscribe(SLOTS, parts.listener)
  parts.client.start()
  for (let failed = 0; failed < 3; failed += 1) {
    expect(streams.opened).toHaveLength(0)
    FakeSocket.last.breaks()
    await vi.advanceTimersByTimeAsync(failed < 2 ? BASE_MS : 0)
  }
  return parts
}

async function live() {
  const parts = await streaming()
  await streams.last.says({ op: 'hello', user: null, heartbeat_s: 25, topics: [] })
  await streams.last.says({ re: 0, op: 'subscribed', topic: SLOTS, epoch: 'a1', offset: 120, recovered: false })
  parts.onResync.mockClear()
  return parts
}

describe('a stream', () => {
  it('is opened when a socket does not open for the third time in a row', async () => {
    const { client } = await streaming()
    expect(streams.last.url).toBe('https://care.example/api/v1/realtime/events?topic=doctor%3Ad1%3Aslots')
    expect(streams.last.lastEventId).toBeNull()
    await streams.last.says({ op: 'hello', user: null, heartbeat_s: 25, topics: [] })
    expect(client.status).toEqual({ state: 'live', over: 'stream' })
  })

  it('gives the same events to the same listeners', async () => {
    const { seen, onResync } = await live()
    for (const offset of [121, 121, 122]) await streams.last.says(event(offset))
    expect(seen).toEqual([121, 122])
    expect(onResync).not.toHaveBeenCalled()
  })

  it('that breaks resumes from where it came to, after a socket was tried again', async () => {
    const { seen, onResync } = await live()
    await streams.last.says(event(121))
    await streams.last.ends()
    await vi.advanceTimersByTimeAsync(2 * BASE_MS)
    FakeSocket.last.breaks()
    await settle()
    expect(streams.opened).toHaveLength(2)
    expect(streams.last.lastEventId).toBe(`${SLOTS}=a1:121`)
    await streams.last.says({ op: 'hello', user: null, heartbeat_s: 25, topics: [] })
    await streams.last.says({ re: 0, op: 'subscribed', topic: SLOTS, epoch: 'a1', offset: 122, recovered: true })
    await streams.last.says(event(122))
    expect(seen).toEqual([121, 122])
    expect(onResync).not.toHaveBeenCalled()
  })

  it('hands over to a socket as soon as one opens again', async () => {
    const { client } = await live()
    await streams.last.says(event(121))
    await vi.advanceTimersByTimeAsync(0)
    for (let minutes = 0; minutes < 10; minutes += 0.5) {
      await streams.last.says({ op: 'pong' })
      await vi.advanceTimersByTimeAsync(30_000)
    }
    expect(streams.last.aborted).toBe(true)
    FakeSocket.last.hello()
    expect(FakeSocket.last.lastSent).toMatchObject({ topic: SLOTS, since: { epoch: 'a1', offset: 121 } })
    expect(client.status).toEqual({ state: 'live', over: 'socket' })
  })

  it('is opened anew, once, for topics that were added together, and resumes', async () => {
    const { client, listener } = await live()
    await streams.last.says(event(121))
    client.subscribe('user', listener)
    const leave = client.subscribe('ops', listener)
    leave()
    await vi.advanceTimersByTimeAsync(BASE_MS)
    expect(streams.opened).toHaveLength(2)
    expect(new URL(streams.last.url).searchParams.getAll('topic')).toEqual([SLOTS, 'user'])
    expect(streams.last.lastEventId).toBe(`${SLOTS}=a1:121`)
  })

  it('that is silent for too long is given up', async () => {
    const { client } = await live()
    await vi.advanceTimersByTimeAsync(25_000 + 10_000)
    expect(streams.last.aborted).toBe(true)
    expect(client.status.state).toBe('reconnecting')
  })

  it('is kept by signs of life that are no frames', async () => {
    await live()
    for (let times = 0; times < 4; times += 1) {
      await vi.advanceTimersByTimeAsync(25_000)
      await streams.last.comments()
    }
    expect(streams.last.aborted).toBe(false)
  })

  it('goes on with the others when one topic is refused for good, and does not ask for that one again', async () => {
    const { client, listener, seen } = await live()
    const refused = vi.fn()
    client.subscribe('ops', { ...listener, onResync: refused })
    await vi.advanceTimersByTimeAsync(BASE_MS)
    await streams.last.says({ op: 'hello', user: null, heartbeat_s: 25, topics: [] })
    await streams.last.says({ re: 1, op: 'error', code: 'forbidden', message: '', temporary: false, topic: 'ops' })
    await streams.last.says({ re: 0, op: 'subscribed', topic: SLOTS, epoch: 'a1', offset: 121, recovered: true })
    await streams.last.says(event(121))
    expect(refused).toHaveBeenCalledTimes(1)
    expect(seen).toEqual([121])
    expect(client.status.state).toBe('live')
    client.subscribe('user', listener)
    await vi.advanceTimersByTimeAsync(BASE_MS)
    expect(new URL(streams.last.url).searchParams.getAll('topic')).toEqual([SLOTS, 'user'])
  })

  it('asks anew after a while for a topic that was refused for now', async () => {
    const { client } = await live()
    await streams.last.says({ re: 0, op: 'error', code: 'busy', message: '', temporary: true, topic: SLOTS })
    expect([streams.opened.length, client.status.state]).toEqual([1, 'live'])
    await vi.advanceTimersByTimeAsync(CAP_MS)
    expect(streams.opened).toHaveLength(2)
    expect(new URL(streams.last.url).searchParams.getAll('topic')).toEqual([SLOTS])
  })

  it('is asked for no topic that a socket was refused for good', async () => {
    const { client, listener } = setUp({ fetch: streams.fetch })
    client.subscribe(SLOTS, listener)
    client.subscribe('ops', listener)
    client.start()
    FakeSocket.last.hello()
    FakeSocket.last.says({ re: FakeSocket.last.lastSent.id, op: 'error', code: 'forbidden', message: '', temporary: false })
    for (let failed = 0; failed < 4; failed += 1) {
      FakeSocket.last.breaks()
      await vi.advanceTimersByTimeAsync(2 * BASE_MS)
    }
    expect(new URL(streams.last.url).searchParams.getAll('topic')).toEqual([SLOTS])
  })

  it('closes with the codes of a socket', async () => {
    for (const [code, state] of [[3001, 'reconnecting'], [3009, 'yielded'], [3503, 'ended']] as const) {
      FakeSocket.opened = []
      streams = new FakeStreams()
      const { client } = await live()
      await streams.last.ends(code)
      expect(client.status.state).toBe(state)
      client.stop()
    }
  })

  it('that is refused for want of a credential raises a doubt about who is signed in', async () => {
    streams.refusal = 401
    const { onRefused, client } = await streaming()
    expect(client.status.state).toBe('reconnecting')
    expect(onRefused).toHaveBeenCalled()
  })

  it('says nothing, so nobody hears that one types', async () => {
    const { client } = await live()
    const sockets = FakeSocket.opened.length
    client.sendTyping('c1')
    expect(FakeSocket.opened).toHaveLength(sockets)
  })

  it('is signed in with an access token, and not tried with tickets, which are for sockets', async () => {
    const token = { access: 'a1', expires_in: 600 }
    for (const credential of [{ token: () => Promise.resolve(token) }, { ticket: () => Promise.reject(new Error()) }]) {
      streams = new FakeStreams()
      const { client } = setUp({ credential, fetch: streams.fetch })
      client.start()
      // No ticket is to be had either: the fake server answers its address with a stream that holds none.
      await vi.advanceTimersByTimeAsync(4 * CAP_MS)
      const asked = streams.opened.find((stream) => stream.url.includes('/events'))
      expect(asked?.authorization).toBe('token' in credential ? 'Bearer a1' : undefined)
      client.stop()
    }
  })
})
