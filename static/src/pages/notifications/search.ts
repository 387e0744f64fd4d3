// What the address of the inbox may say, and what of it is asked of the server.
import { z } from 'zod'
import type { InboxFilter } from '@/api/notifications'
import { CATEGORIES } from '@/api/types'

export const inboxSearch = z.object({
  /** All that was not put away, unless given. */
  view: z.enum(['unread', 'away']).optional().catch(undefined),
  category: z.enum(CATEGORIES).optional().catch(undefined),
})

export type InboxSearch = z.infer<typeof inboxSearch>

export function inboxFilterOf({ view, category }: InboxSearch): InboxFilter {
  return { unread: view === 'unread' || undefined, archived: view === 'away' || undefined, category }
}
