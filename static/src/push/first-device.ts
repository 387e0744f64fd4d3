// What is pushed to somebody's first device, where they never said what should be. Pure.
import type { Category, NotificationPreferences } from '@/api/types'
import { CATEGORIES } from '@/api/types'

const AT_FIRST: readonly Category[] = ['booking', 'reminder', 'message']

/** Null where something is pushed already: they chose. */
export function channelsAtFirst({ channels }: NotificationPreferences): NotificationPreferences['channels'] | null {
  if (CATEGORIES.some((category) => channels[category].push)) return null
  const first = AT_FIRST.map((category) => [category, { ...channels[category], push: true }])
  return { ...channels, ...(Object.fromEntries(first) as Partial<NotificationPreferences['channels']>) }
}
