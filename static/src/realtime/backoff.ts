// How long to wait before the next attempt: exponential with full jitter, so that clients do not come back together.

export const BASE_MS = 500
export const CAP_MS = 30_000

/**
 * Milliseconds before attempt number `attempt` (0 is the first retry), drawn evenly from zero to the ceiling.
 * `random` answers a number in [0, 1).
 */
export function backoffMs(attempt: number, random: () => number): number {
  const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 16))
  return Math.floor(random() * ceiling)
}
