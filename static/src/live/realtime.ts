// The one realtime client of this tab, wired to the browser's signals about network and visibility.
import { RealtimeClient } from '@/realtime/client'

const scheme = location.protocol === 'https:' ? 'wss' : 'ws'

export const realtime = new RealtimeClient({ url: `${scheme}://${location.host}/api/v1/realtime/ws` })

export function startRealtime(): void {
  addEventListener('online', () => realtime.networkBack())
  addEventListener('offline', () => realtime.networkGone())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') realtime.probe()
  })
  realtime.start()
}
