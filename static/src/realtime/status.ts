// How the connection is, and who wants to know.
import type { HelloFrame } from './frames'

export type ConnectionStatus =
  | { state: 'connecting' }
  /** Over a stream, nothing can be said to the server: others do not see that one types. */
  | { state: 'live'; over: 'socket' | 'stream' }
  | { state: 'reconnecting' }
  /** Nothing has been heard since `since`; what the page shows was true then. */
  | { state: 'offline'; since: Date }
  /** Nobody looks at this page; it resumes when somebody does. */
  | { state: 'resting' }
  /** The user has newer connections, as many as one may have; it resumes when somebody turns to this page. */
  | { state: 'yielded' }
  /** The server asked this client not to come back (a close code from 3500 on). */
  | { state: 'ended'; code: number }

export interface ConnectionListener {
  onStatus?(status: ConnectionStatus): void
  onHello?(hello: HelloFrame): void
  /** The server closed for want of a credential, or refused before any hello: somebody may no longer be signed in. */
  onRefused?(): void
}

export class StatusBoard {
  status: ConnectionStatus = { state: 'connecting' }
  private readonly listeners = new Set<ConnectionListener>()

  listen(listener: ConnectionListener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  show(status: ConnectionStatus): void {
    this.status = status
    for (const listener of this.listeners) listener.onStatus?.(status)
  }

  hello(hello: HelloFrame): void {
    for (const listener of this.listeners) listener.onHello?.(hello)
  }

  refused(): void {
    for (const listener of this.listeners) listener.onRefused?.()
  }
}
