// What passes by itself: for what a request is made once more, and after how long.
import { backoffMs } from '@/realtime/backoff'
import { isRefusal, Refusal } from './refusal'

const MIN_WAIT_MS = 1_000

/** What asks for patience, not for another request: no network, a server in trouble, too much at once, a lost sign-in. */
export function isPassing(error: unknown): boolean {
  return !isRefusal(error) || error.status >= 500 || error.status === 429 || error.status === 401
}

/** Milliseconds before the next attempt, number `attempt` of those in a row; not before the server says so. */
export function waitMs(error: unknown, attempt: number, random: () => number = Math.random): number {
  const told = error instanceof Refusal ? (error.retryAfterS ?? 0) * 1000 : 0
  return Math.max(told, MIN_WAIT_MS) + backoffMs(attempt, random)
}
