// The one realtime client of this tab.
import { followBrowser } from '@/realtime/browser'
import { RealtimeClient } from '@/realtime/client'

export const realtime = new RealtimeClient({ origin: location.origin })

export function startRealtime(): void {
  followBrowser(realtime)
  realtime.start()
}
