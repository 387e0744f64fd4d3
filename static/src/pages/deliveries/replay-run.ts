// Sends many dead letters again, as many at a time as the server takes, until all that were dead at the beginning were.
import type { ReplayedDeliveries } from '@/api/types'

export interface ReplayProgress {
  replayed: number
  /** Of these, as the first answer counted them. */
  total: number
  /** How many matched still, after the last answer. */
  left: number
}

/**
 * Asks `send` until nothing is left. What is sent again may die again meanwhile, and matches then once more: what was not
 * dead at the beginning is left alone, so that this ends. `signal` ends it between two requests.
 */
export async function replayAll(
  send: () => Promise<ReplayedDeliveries>,
  onProgress: (progress: ReplayProgress) => void,
  signal: AbortSignal,
): Promise<ReplayProgress> {
  const progress: ReplayProgress = { replayed: 0, total: 0, left: 0 }
  do {
    const { replayed, left } = await send()
    progress.total ||= replayed + left
    progress.replayed += replayed
    progress.left = left
    onProgress({ ...progress })
    if (replayed === 0) break
  } while (progress.left > 0 && progress.replayed < progress.total && !signal.aborted)
  return progress
}
