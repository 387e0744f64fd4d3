// The shapes of notifications: what is in the inbox, how somebody wants to be told, and where it is pushed to.
import type { components } from './schema'

/** What notifications are about, in the order of the page; preferences are set by it. */
export const CATEGORIES = ['booking', 'reminder', 'message', 'result', 'prescription', 'review', 'account', 'marketing'] as const
export type Category = (typeof CATEGORIES)[number]
/** The ways to reach somebody. */
export const CHANNELS = ['in_app', 'email', 'sms', 'push'] as const
export type Channel = (typeof CHANNELS)[number]

export type Notification = Omit<components['schemas']['Notification'], 'data' | 'category'> & {
  category: Category
  data: { appointment_id?: string | null; offer_id?: string | null; conversation_id?: string | null }
}

/** Hours of the day on somebody's wall, in which what can wait is held back; an end before the start is on the next day. */
export interface QuietHours {
  /** `22:00`. */
  start: string
  end: string
}

/** A channel without a number has no limit. */
export type DailyCap = Partial<Record<Exclude<Channel, 'in_app'>, number | null>>

/** How somebody wants to be told of things. */
export interface NotificationPreferences {
  channels: Record<Category, Record<Channel, boolean>>
  /** How long before a visit, in minutes; at most five. */
  reminder_minutes: number[]
  quiet_hours: QuietHours | null
  /** At most as many a day. */
  daily_cap: DailyCap
  locale: string
  /** Whether they chose their quiet hours: if not, what answers to their own doing is not held back. */
  quiet_hours_chosen: boolean
}

/** What is absent stays as it is. */
export type NotificationPreferencesChange = Partial<Omit<NotificationPreferences, 'quiet_hours_chosen'>>

/** A test is on its way. */
export interface TestSent {
  delivery_id: string
}

/** A browser that notifications are pushed to. */
export interface PushDevice {
  id: string
  /** Whose push service carries them. */
  endpoint_host: string
  /** What a person would call it. */
  label: string
  created_at: string
  last_used_at: string | null
}

/** What a browser's `PushSubscription` says about itself. */
export interface NewPushDevice {
  endpoint: string
  keys: { p256dh: string; auth: string }
  expirationTime?: number | null
}

/** What is pushed, once the browser has decrypted it. */
export interface PushMessage {
  title: string
  body: string
  /** Where it leads, on this page. */
  url: string
  /** What it replaces, if it comes again. */
  tag: string
}
