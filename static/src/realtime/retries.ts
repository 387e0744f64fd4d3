// When to try again, and when the reader is to be told that this takes long.
import { backoffMs, CAP_MS } from './backoff'

/** A connection that lived this long was a good one: the next break starts at the first backoff again. */
const STABLE_AFTER_MS = 5_000
/** After this many failed attempts in a row it is *offline*, no longer *reconnecting*. */
const ATTEMPTS_BEFORE_OFFLINE = 3

export class Retries {
  /** Attempts in a row that came to nothing. */
  failures = 0
  private liveSince: number | null = null
  private byeDelayMs: number | null = null

  constructor(private readonly random: () => number) {}

  get takeLong(): boolean {
    return this.failures > ATTEMPTS_BEFORE_OFFLINE
  }

  /** An attempt begins. */
  began(): void {
    this.byeDelayMs = null
  }

  /** A connection stands. */
  stands(): void {
    this.liveSince = Date.now()
  }

  /** The server named the delay that the next attempt must wait. */
  bye(reconnectAfterMs: number | undefined): void {
    this.byeDelayMs = reconnectAfterMs ?? null
  }

  /** The connection is gone, or the attempt over. */
  ended(): void {
    if (this.liveSince !== null && Date.now() - this.liveSince >= STABLE_AFTER_MS) this.failures = 0
    this.liveSince = null
  }

  forget(): void {
    this.failures = 0
  }

  /** Milliseconds until the next attempt, which counts as one more. A browser without a network is not asked often. */
  next(online: boolean): number {
    const delay = this.byeDelayMs ?? (online ? backoffMs(this.failures, this.random) : CAP_MS)
    this.byeDelayMs = null
    this.failures += 1
    return delay
  }
}
