// What a client is made of; what is not given is the browser's own.
import type { OpenSocket } from './line'
import type { Credential } from './sign-in'

/** A hidden page gives its connection up after this while: half of the time for which history is kept. */
const REST_AFTER_MS = 5 * 60_000

export interface RealtimeOptions {
  /** Scheme, host and port of the server: `https://care.example`. */
  origin: string
  /** `cookie` by default. */
  credential?: Credential
  /** How long a hidden page stays connected. */
  restAfterMs?: number
  /** Seams for tests, and for programs that are no browsers. */
  openSocket?: OpenSocket
  fetch?: typeof globalThis.fetch
  random?: () => number
  isOnline?: () => boolean
}

export function withDefaults(options: RealtimeOptions): Required<RealtimeOptions> {
  return {
    credential: 'cookie',
    restAfterMs: REST_AFTER_MS,
    openSocket: (url, protocols) => new WebSocket(url, protocols),
    fetch: (input, init) => globalThis.fetch(input, init),
    random: Math.random,
    isOnline: () => navigator.onLine,
    ...options,
  }
}
