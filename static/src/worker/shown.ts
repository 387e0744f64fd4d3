// What a push is shown as. Pure.
import type { PushMessage } from '@/api/notification-types'
import { pathOf } from '@/push/where'

export interface Shown {
  title: string
  options: NotificationOptions & { data: { path: string } }
}

/** Something is shown in any case: a push that shows nothing costs the browser's leave to push. */
const UNREADABLE = { title: 'CareBridge', body: 'There is something new for you.' }

export function shownOf(pushed: string | undefined, origin: string): Shown {
  const { title, body, url, tag } = parsed(pushed)
  return {
    title: title || UNREADABLE.title,
    options: { body: title ? (body ?? '') : UNREADABLE.body, tag, data: { path: pathOf(url, origin) } },
  }
}

function parsed(pushed: string | undefined): Partial<PushMessage> {
  try {
    const message = JSON.parse(pushed ?? '') as Partial<Record<keyof PushMessage, unknown>> | null
    const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
    return { title: text(message?.title), body: text(message?.body), url: text(message?.url), tag: text(message?.tag) }
  } catch {
    return {}
  }
}

/** Where a notification that was clicked leads. */
export function pathIn(data: unknown, origin: string): string {
  const path = typeof data === 'object' && data !== null && 'path' in data ? data.path : undefined
  return pathOf(typeof path === 'string' ? path : undefined, origin)
}
