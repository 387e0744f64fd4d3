// Tells a client what the browser says about network and attention.
import type { RealtimeClient } from './client'

/** Until the returned function is called. */
export function followBrowser(client: RealtimeClient): () => void {
  const until = new AbortController()
  const on = (target: EventTarget, type: string, react: (event: Event) => void) =>
    target.addEventListener(type, react, { signal: until.signal })

  const look = () => {
    if (document.visibilityState === 'visible') client.shown()
    else client.hidden()
  }
  on(window, 'online', () => client.networkBack())
  on(window, 'offline', () => client.networkGone())
  on(document, 'visibilitychange', look)
  // A page that was visible all along beside another window is turned to by a click.
  on(window, 'focus', () => {
    if (client.status.state === 'yielded') client.shown()
  })
  // A page with an open connection cannot be kept for the back button.
  on(window, 'pagehide', () => client.rest())
  on(window, 'pageshow', (event) => {
    if ((event as PageTransitionEvent).persisted) look()
  })
  if (document.visibilityState === 'hidden') client.hidden()
  return () => until.abort()
}
