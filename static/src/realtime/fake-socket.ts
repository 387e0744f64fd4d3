// A realtime client on a fake socket, for its tests.
import { vi } from 'vitest'
import { RealtimeClient } from './client'
import type { EventFrame } from './frames'
import type { RealtimeOptions } from './options'
import type { ConnectionStatus } from './status'
import type { TopicListener } from './topic'

export class FakeSocket {
  static opened: FakeSocket[] = []
  readyState = 0
  sent: Record<string, unknown>[] = []
  closedByClient = false
  onmessage: ((message: { data: string }) => void) | null = null
  onclose: ((close: { code: number }) => void) | null = null

  constructor(
    readonly url: string,
    readonly protocols: string[],
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

export const network = { online: true }
export const SLOTS = 'doctor:d1:slots'

export function event(offset: number, more: object = {}) {
  return { op: 'event', topic: SLOTS, epoch: 'a1', offset, type: 'slot.taken', at: '2026-11-24T08:00:00Z', data: {}, ...more }
}

export function setUp(options: Partial<RealtimeOptions> = {}) {
  const seen: number[] = []
  const statuses: ConnectionStatus['state'][] = []
  const onResync = vi.fn()
  const onRefused = vi.fn()
  const client = new RealtimeClient({
    origin: 'https://care.example',
    openSocket: (url, protocols) => new FakeSocket(url, protocols) as unknown as WebSocket,
    random: () => 0.5,
    isOnline: () => network.online,
    fetch: () => Promise.reject(new Error('nothing but sockets here')),
    ...options,
  })
  client.listen({ onStatus: (status) => statuses.push(status.state), onRefused })
  const onEvent = ({ offset }: EventFrame) => {
    if (offset !== undefined) seen.push(offset)
  }
  const listener: TopicListener = { onEvent, onResync }
  return { client, seen, statuses, onResync, onRefused, listener }
}

/** A client that is live on the slots topic at offset 120. */
export function live(options: Partial<RealtimeOptions> = {}) {
  const parts = setUp(options)
  const leave = parts.client.subscribe(SLOTS, parts.listener)
  parts.client.start()
  FakeSocket.last.hello()
  FakeSocket.last.says({ re: FakeSocket.last.lastSent.id, op: 'subscribed', topic: SLOTS, epoch: 'a1', offset: 120, recovered: true })
  parts.onResync.mockClear()
  return { ...parts, leave }
}
