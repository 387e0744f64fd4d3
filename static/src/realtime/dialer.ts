// Opens lines, signed in.
import { UNAUTHENTICATED } from './close-codes'
import { BROKEN, openSocketLine } from './line'
import type { Line, LineListener, OpenSocket } from './line'
import { SignInEnded } from './sign-in'
import type { SignIn } from './sign-in'
import { openStreamLine } from './stream-line'

/** What a stream has in its address and its headers, and a socket asks for once it stands. */
export interface Wanted {
  names: string[]
  lastEventId: string
}

export class Dialer {
  constructor(
    private readonly origin: string,
    private readonly signIn: SignIn,
    private readonly openSocket: OpenSocket,
    private readonly fetch: typeof globalThis.fetch,
  ) {}

  dial(over: Line['over'], wanted: Wanted, listener: LineListener): Line {
    const open = (pass: string | null) => this.open(over, pass, wanted, listener)
    if (this.signIn.isByCookie) return open(null)
    return signedIn(over, over === 'socket' ? this.signIn.ticket() : this.signIn.token(), open, listener)
  }

  private open(over: Line['over'], pass: string | null, wanted: Wanted, listener: LineListener): Line {
    if (over === 'socket') {
      return openSocketLine(this.openSocket, `${this.origin.replace(/^http/, 'ws')}/api/v1/realtime/ws`, pass, listener)
    }
    const { names, lastEventId } = wanted
    const url = `${this.origin}/api/v1/realtime/events`
    return openStreamLine(this.fetch, { url, topics: names, lastEventId, token: pass }, listener)
  }
}

/** A line that is opened once there is something to sign it in with. */
function signedIn(
  over: Line['over'],
  pass: Promise<string | null>,
  open: (pass: string | null) => Line,
  listener: LineListener,
): Line {
  let line: Line | null = null
  let closed = false
  pass.then(
    (pass) => {
      if (!closed) line = open(pass)
    },
    (error: unknown) => {
      if (!closed) listener.onClose(error instanceof SignInEnded ? UNAUTHENTICATED : BROKEN)
    },
  )
  return {
    over,
    send: (text) => line?.send(text),
    close: () => {
      closed = true
      line?.close()
    },
  }
}
