// What carries frames: a WebSocket, or a stream for networks that let no WebSocket through. Nothing here knows what a
// frame means.
import { SUBPROTOCOL } from './frames'

/** The code of a close without a close frame (RFC 6455 §7.1.5): the connection broke, or never stood. */
export const BROKEN = 1006

/** A connection, or one that is being made. Once it was closed from this side it says nothing more. */
export interface Line {
  readonly over: 'socket' | 'stream'
  send(text: string): void
  close(): void
}

export interface LineListener {
  /** One frame. */
  onFrame(text: string): void
  /** A sign of life that is no frame. */
  onSign(): void
  onClose(code: number): void
}

export type OpenSocket = (url: string, protocols: string[]) => WebSocket

/** Opens a WebSocket; `ticket` signs it in where no cookie does. */
export function openSocketLine(open: OpenSocket, url: string, ticket: string | null, listener: LineListener): Line {
  const socket = open(url, ticket === null ? [SUBPROTOCOL] : [SUBPROTOCOL, `carebridge.ticket.${ticket}`])
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string') listener.onFrame(data)
  }
  socket.onclose = ({ code }) => listener.onClose(code)
  return {
    over: 'socket',
    send: (text) => {
      if (socket.readyState === 1) socket.send(text)
    },
    close: () => {
      socket.onmessage = null
      socket.onclose = null
      socket.close()
    },
  }
}
