// The frames of the socket, as the contract writes them: JSON text, one object a frame.

/** Where a reader stands in a topic. Offsets are dense within an epoch; another epoch means that history was lost. */
export interface Position {
  epoch: string
  offset: number
}

export interface HelloFrame {
  op: 'hello'
  node?: string
  user?: string | null
  /** Seconds between two heartbeats. */
  heartbeat_s?: number
  /** Topics that the server subscribed by itself, such as `user`. */
  topics?: { topic: string; epoch: string; offset: number }[]
  unread?: number | null
}

export interface SubscribedFrame {
  op: 'subscribed'
  re: number
  topic: string
  epoch: string
  offset: number
  /** True when everything after `since` follows as events; false when it cannot be replayed. */
  recovered: boolean
  /** Of a conversation: the ids of those who have it open. */
  present?: string[]
}

export interface EventFrame {
  op: 'event'
  topic: string
  epoch?: string
  /** Absent for what passes and has no place in the topic's history, such as `presence.changed`. */
  offset?: number
  type: string
  at: string
  data: unknown
}

/** An event that has a place in its topic's history. */
export type PlacedEvent = EventFrame & { offset: number }

/** Somebody else types in a conversation. */
export interface TypingFrame {
  op: 'typing'
  topic: string
  conversation: string
  user_id: string
  at: string
}

export interface GapFrame {
  op: 'gap'
  topic: string
}

export interface ErrorFrame {
  op: 'error'
  re?: number
  code: string
  message: string
  temporary: boolean
  /** Of a topic that was asked for: which. Over a stream `re` is no question's, but the topic's place among those asked for. */
  topic?: string
}

export interface ByeFrame {
  op: 'bye'
  reconnect_after_ms?: number
}

export type ServerFrame =
  | HelloFrame
  | SubscribedFrame
  | EventFrame
  | TypingFrame
  | GapFrame
  | ErrorFrame
  | ByeFrame
  /** With the reason `forbidden` where it was not asked for: this client may not hear the topic any more. */
  | { op: 'unsubscribed'; re?: number; topic: string; reason?: string }
  | { op: 'refreshed'; re?: number; expires_at: string }
  | { op: 'acked'; re?: number; topic: string; offset: number }
  | { op: 'pong'; re?: number; at?: string }

/** What a client says. `id` comes back as the answer's `re`. */
export type ClientFrame =
  | { op: 'subscribe'; id: number; topic: string; since?: Position }
  | { op: 'unsubscribe'; id: number; topic: string }
  | { op: 'refresh'; id: number; token: string }
  | { op: 'ping'; id: number }
  | { op: 'typing'; conversation: string }
  | { op: 'ack'; topic: string; offset: number }

/** The subprotocol that both sides speak. */
export const SUBPROTOCOL = 'carebridge.v1'

/** Reads one frame; null for what is not an object with an `op`, which a newer server might send. */
export function parseFrame(text: string): ServerFrame | null {
  try {
    const frame: unknown = JSON.parse(text)
    const readable = typeof frame === 'object' && frame !== null && 'op' in frame
    return readable ? (frame as ServerFrame) : null
  } catch {
    return null
  }
}

export function isPlaced(event: EventFrame): event is PlacedEvent {
  return typeof event.offset === 'number'
}
