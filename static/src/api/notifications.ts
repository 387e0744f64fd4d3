// The in-app inbox.
import { queryOptions } from '@tanstack/react-query'
import { read, write } from './http'
import type { MarkedRead, Notification, Page, UnreadCount } from './types'

export const notificationsQuery = queryOptions({
  queryKey: ['notifications', 'list'],
  queryFn: ({ signal }) => read<Page<Notification>>('notifications/', { limit: 20 }, signal),
})

export const unreadQuery = queryOptions({
  queryKey: ['notifications', 'unread'],
  queryFn: async ({ signal }) => (await read<UnreadCount>('notifications/unread_count/', {}, signal)).unread,
})

export function markRead(id: string): Promise<unknown> {
  return write(`notifications/${id}/mark_read/`)
}

export function markAllRead(): Promise<MarkedRead> {
  return write('notifications/mark_all_read/')
}
