// Connections that no cookie opens: with a ticket, or with an access token that is renewed in time.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BASE_MS, CAP_MS } from './backoff'
import { FakeSocket, network, setUp } from './fake-socket'
import { SignInEnded } from './sign-in'

beforeEach(() => {
  vi.useFakeTimers()
  FakeSocket.opened = []
  network.online = true
})
afterEach(() => vi.useRealTimers())

const settle = () => vi.advanceTimersByTimeAsync(0)

describe('a ticket', () => {
  it('is offered beside the protocol, and each socket gets its own', async () => {
    let tickets = 0
    const { client } = setUp({ credential: { ticket: () => Promise.resolve(`t${++tickets}`) } })
    client.start()
    await settle()
    expect(FakeSocket.last.protocols).toEqual(['carebridge.v1', 'carebridge.ticket.t1'])
    FakeSocket.last.hello()
    FakeSocket.last.breaks(3005)
    await vi.advanceTimersByTimeAsync(BASE_MS)
    expect(FakeSocket.last.protocols).toEqual(['carebridge.v1', 'carebridge.ticket.t2'])
  })

  it('that is not to be had is asked for again later', async () => {
    const ticket = vi.fn().mockRejectedValueOnce(new Error('busy')).mockResolvedValue('t1')
    const { client, statuses } = setUp({ credential: { ticket } })
    client.start()
    await settle()
    expect(statuses).toEqual(['reconnecting'])
    await vi.advanceTimersByTimeAsync(BASE_MS)
    expect(FakeSocket.opened).toHaveLength(1)
  })

  it('that comes when nobody wants it any more opens nothing', async () => {
    let give: (ticket: string) => void = () => undefined
    const { client } = setUp({ credential: { ticket: () => new Promise<string>((resolve) => (give = resolve)) } })
    client.start()
    client.stop()
    give('late')
    await settle()
    expect(FakeSocket.opened).toHaveLength(0)
  })

  it('that there is no sign-in for any more ends it', async () => {
    const { client, statuses, onRefused } = setUp({ credential: { ticket: () => Promise.reject(new SignInEnded()) } })
    client.start()
    await vi.advanceTimersByTimeAsync(10 * CAP_MS)
    expect(statuses).toEqual(['ended'])
    expect(onRefused).toHaveBeenCalledTimes(1)
  })
})

describe('an access token', () => {
  function withToken() {
    let tokens = 0
    const token = vi.fn(() => Promise.resolve({ access: `a${++tokens}`, expires_in: 600 }))
    const fetch = vi.fn((_url: unknown, init?: RequestInit) =>
      Promise.resolve(Response.json({ ticket: `for-${new Headers(init?.headers).get('authorization')?.slice(7)}` })),
    )
    const parts = setUp({ credential: { token }, fetch: fetch as typeof globalThis.fetch })
    parts.client.start()
    return { ...parts, token, fetch }
  }

  it('is changed for a ticket, without the cookie that may be there too', async () => {
    const { fetch } = withToken()
    await settle()
    expect(FakeSocket.last.protocols).toEqual(['carebridge.v1', 'carebridge.ticket.for-a1'])
    expect(fetch).toHaveBeenCalledWith(
      'https://care.example/api/v1/realtime/ticket/',
      expect.objectContaining({ method: 'POST', credentials: 'omit' }),
    )
  })

  it('is followed by another before it expires', async () => {
    withToken()
    await settle()
    FakeSocket.last.hello()
    const refreshed = () => FakeSocket.last.sent.filter((frame) => frame.op === 'refresh').map((frame) => frame.token)
    for (let seconds = 0; seconds < 530; seconds += 10) {
      await vi.advanceTimersByTimeAsync(10_000)
      FakeSocket.last.says({ op: 'pong' })
    }
    expect(refreshed()).toEqual([])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(refreshed()).toEqual(['a2'])
    expect(FakeSocket.opened).toHaveLength(1)
  })

  it('that is still good opens the next socket too', async () => {
    const { token } = withToken()
    await settle()
    FakeSocket.last.hello()
    FakeSocket.last.breaks()
    await vi.advanceTimersByTimeAsync(BASE_MS)
    expect(FakeSocket.opened).toHaveLength(2)
    expect(token).toHaveBeenCalledTimes(1)
  })

  it('that the server no longer takes is asked for anew', async () => {
    const { token, fetch } = withToken()
    await settle()
    FakeSocket.last.hello()
    FakeSocket.last.breaks(3005)
    await vi.advanceTimersByTimeAsync(BASE_MS)
    expect(FakeSocket.last.protocols).toContain('carebridge.ticket.for-a2')
    fetch.mockResolvedValueOnce(new Response(null, { status: 401 }))
    FakeSocket.last.breaks()
    await vi.advanceTimersByTimeAsync(CAP_MS)
    expect(token).toHaveBeenCalledTimes(3)
    expect(FakeSocket.last.protocols).toContain('carebridge.ticket.for-a3')
  })
})
