// The rows of the inbox, with what is being done to them. Pure.
import type { InboxAction, InboxFilter } from '@/api/notifications'
import type { Notification } from '@/api/types'

/** What takes the place of what was done; where it was put away, what puts it back. */
export const OPPOSITE: Record<InboxAction, InboxAction> = {
  mark_read: 'mark_unread',
  mark_unread: 'mark_read',
  archive: 'unarchive',
  unarchive: 'archive',
}

/** As it is once that is done to it. */
export function done(row: Notification, action: InboxAction, at: string): Notification {
  switch (action) {
    case 'mark_read':
      return { ...row, read_at: row.read_at ?? at }
    case 'mark_unread':
      return { ...row, read_at: null }
    case 'archive':
      return { ...row, archived_at: row.archived_at ?? at }
    case 'unarchive':
      return { ...row, archived_at: null }
  }
}

/** Whether a list is for it. */
export function belongs(row: Notification, { unread, category, archived }: InboxFilter): boolean {
  if (Boolean(row.archived_at) !== Boolean(archived)) return false
  if (unread && row.read_at) return false
  return category === undefined || row.category === category
}

/** The rows with this one as it is now; without it, where the list is not for it any more. */
export function withRow(rows: Notification[], row: Notification, filter: InboxFilter): Notification[] {
  return rows.flatMap((each) => (each.id !== row.id ? [each] : belongs(row, filter) ? [row] : []))
}
