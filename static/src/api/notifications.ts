// The in-app inbox.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { read, write } from './http'
import type { Category, MarkedRead, Notification, Page, UnreadCount } from './types'

export interface InboxFilter {
  unread?: boolean
  category?: Category
  /** Only those that were put away; else only those that were not. */
  archived?: boolean
}

export const notificationsKey = ['notifications'] as const
export const notificationListsKey = [...notificationsKey, 'list'] as const
export const inboxesKey = [...notificationListsKey, 'inbox'] as const

/** What the bell shows. */
const LATEST = 5

export const latestQuery = queryOptions({
  queryKey: [...notificationListsKey, 'latest'],
  queryFn: ({ signal }) => read<Page<Notification>>('notifications/', { limit: LATEST }, signal),
})

/** The newest first. */
export function inboxQuery(filter: InboxFilter) {
  const { unread, category, archived } = filter
  return infiniteQueryOptions({
    queryKey: [...inboxesKey, { unread, category, archived }],
    queryFn: ({ pageParam, signal }) => {
      const yes = (wanted: boolean | undefined) => (wanted ? 'true' : undefined)
      const query = { unread: yes(unread), category, archived: yes(archived), cursor: pageParam }
      return read<Page<Notification>>('notifications/', query, signal)
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}

export const unreadQuery = queryOptions({
  queryKey: [...notificationsKey, 'unread'],
  queryFn: async ({ signal }) => (await read<UnreadCount>('notifications/unread_count/', {}, signal)).unread,
})

/** What can be done to one of them. */
export type InboxAction = 'mark_read' | 'mark_unread' | 'archive' | 'unarchive'

export function changeNotification(id: string, action: InboxAction): Promise<Notification> {
  return write(`notifications/${id}/${action}/`)
}

export function markAllRead(): Promise<MarkedRead> {
  return write('notifications/mark_all_read/')
}
