// How a key stands now.
import type { ApiKey } from '@/api/types'

export type KeyState = 'good' | 'ending' | 'expired' | 'revoked'

/** So long before its end a key is pointed out, for somebody to replace it in time. */
const POINTED_OUT_MS = 14 * 86_400_000

export function stateOf(key: Pick<ApiKey, 'expires_at' | 'revoked_at'>, now: Date): KeyState {
  if (key.revoked_at) return 'revoked'
  if (!key.expires_at) return 'good'
  const left = Date.parse(key.expires_at) - now.getTime()
  if (left <= 0) return 'expired'
  return left <= POINTED_OUT_MS ? 'ending' : 'good'
}

/** Whether it opens anything. */
export function works(key: Pick<ApiKey, 'expires_at' | 'revoked_at'>, now: Date): boolean {
  return ['good', 'ending'].includes(stateOf(key, now))
}
