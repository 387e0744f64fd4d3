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
  unread?: number
}

export interface SubscribedFrame {
  op: 'subscribed'
  re: number
  topic: string
  epoch: string
  offset: number
  /** True when everything after `since` follows as events; false when it cannot be replayed. */
  recovered: boolean
}

export interface EventFrame {
  op: 'event'
  topic: string
  epoch?: string
  offset: number
  type: string
  at: string
  data: unknown
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
}

export interface ByeFrame {
  op: 'bye'
  reconnect_after_ms?: number
}

export type ServerFrame =
  | HelloFrame
  | SubscribedFrame
  | EventFrame
  | GapFrame
  | ErrorFrame
  | ByeFrame
  | { op: 'unsubscribed'; re: number; topic: string }
  | { op: 'pong'; re?: number; at?: string }

/** The subprotocol that both sides speak. */
export const SUBPROTOCOL = 'carebridge.v1'

/** The credential that opened the socket has ended. */
export const CREDENTIAL_EXPIRED = 3005

/** From this close code up to 3999 the client may not come back. */
export const FIRST_FINAL_CLOSE_CODE = 3500

/** Whether a socket that was closed with this code may be opened again. */
export function mayReconnect(code: number): boolean {
  return code < FIRST_FINAL_CLOSE_CODE || code > 3999
}

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
