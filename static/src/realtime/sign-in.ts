// Who opens the connection: whom the browser's cookie names, or whom a ticket or an access token stands for.

/** An access token, as `auth/login/` and `auth/refresh/` answer it. */
export interface AccessToken {
  access: string
  /** Seconds. */
  expires_in: number
}

export type Credential =
  /** What the browser sends by itself: the session cookie, or nothing for a visitor. */
  | 'cookie'
  /** A new single-use ticket for each socket. The socket ends with the sign-in that the ticket was got by. */
  | { ticket: () => Promise<string> }
  /** An access token that is good now. It is changed for tickets, and a new one is handed in before it expires. */
  | { token: () => Promise<AccessToken> }

/** To be thrown by a `ticket` or `token` function when nobody is signed in any more: the client stops. */
export class SignInEnded extends Error {
  override name = 'SignInEnded'
}

/** A token is renewed this long before it expires, or after four fifths of its life where that is later. */
const MARGIN_MS = 60_000
const OF_ITS_LIFE = 0.8

export class SignIn {
  private known: { access: string; renewAt: number } | null = null

  constructor(
    private readonly credential: Credential,
    private readonly ticketUrl: string,
    private readonly fetch: typeof globalThis.fetch,
  ) {}

  /** Whether opening takes no request beforehand. */
  get isByCookie(): boolean {
    return this.credential === 'cookie'
  }

  /** A ticket is good for a socket, and for no stream. */
  get opensStreams(): boolean {
    return this.credential === 'cookie' || 'token' in this.credential
  }

  /** A ticket for one socket; null where a cookie says who it is. Fails where none is to be had now. */
  async ticket(): Promise<string | null> {
    if (this.credential === 'cookie') return null
    if ('ticket' in this.credential) return this.credential.ticket()
    const headers = { Authorization: `Bearer ${await this.token()}` }
    const answer = await this.fetch(this.ticketUrl, { method: 'POST', headers, credentials: 'omit' })
    if (answer.status === 401) this.forget()
    if (!answer.ok) throw new Error(`no ticket: ${answer.status}`)
    return ((await answer.json()) as { ticket: string }).ticket
  }

  /** An access token that is not about to expire; null where there are none. */
  async token(): Promise<string | null> {
    if (this.credential === 'cookie' || 'ticket' in this.credential) return null
    if (this.known === null || this.known.renewAt <= Date.now()) {
      const { access, expires_in } = await this.credential.token()
      const lifeMs = expires_in * 1000
      this.known = { access, renewAt: Date.now() + Math.max(lifeMs - MARGIN_MS, lifeMs * OF_ITS_LIFE) }
    }
    return this.known.access
  }

  /** Milliseconds until the token in use must be followed by another; null where there is none. */
  get renewInMs(): number | null {
    return this.known === null ? null : Math.max(0, this.known.renewAt - Date.now())
  }

  /** What was known is refused: the next one is asked for anew. */
  forget(): void {
    this.known = null
  }
}
