// How somebody wants to be told who never chose anything, for tests.
import { CATEGORIES } from '@/api/types'
import type { NotificationPreferences } from '@/api/types'

export function preferencesFixture(more: Partial<NotificationPreferences> = {}): NotificationPreferences {
  const row = { in_app: true, email: true, sms: false, push: false }
  return {
    channels: Object.fromEntries(CATEGORIES.map((category) => [category, { ...row }])) as NotificationPreferences['channels'],
    reminder_minutes: [120, 1440],
    quiet_hours: { start: '22:00', end: '07:00' },
    daily_cap: { email: 20, sms: 10, push: null },
    locale: 'en',
    quiet_hours_chosen: false,
    ...more,
  }
}
