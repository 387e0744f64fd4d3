// The state of the connection, for the line at the edge of the page.
import { useSyncExternalStore } from 'react'
import type { ConnectionStatus } from '@/realtime/status'
import { realtime } from './realtime'

export function useConnection(): ConnectionStatus {
  return useSyncExternalStore(
    (changed) => realtime.listen({ onStatus: changed }),
    () => realtime.status,
  )
}
