// The worker behind the page, awake while no page is open: it shows what is pushed, and leads to what was clicked. It
// fetches nothing on the page's behalf. Built alone, to `/sw.js`.
import type { OpenPath } from '@/push/where'
import { replaceDevice } from './device'
import { pathIn, shownOf } from './shown'

declare const self: ServiceWorkerGlobalScope

self.addEventListener('install', () => void self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('push', (event) => {
  const { title, options } = shownOf(event.data?.text(), self.location.origin)
  event.waitUntil(self.registration.showNotification(title, options))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(pathIn(event.notification.data, self.location.origin)))
})

self.addEventListener('pushsubscriptionchange', (event) => {
  const subscribe = (key: string) =>
    self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  event.waitUntil(replaceDevice(subscribe))
})

/** In a page that is open, the one in front before the others; in a new one where none is. */
async function open(path: string): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const page = pages.find(({ focused }) => focused) ?? pages[0]
  if (page === undefined) {
    await self.clients.openWindow(path)
    return
  }
  page.postMessage({ open: path } satisfies OpenPath)
  await page.focus()
}
