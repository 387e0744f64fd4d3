// The shapes of notifications: what is in the inbox, how somebody wants to be told, where it is pushed to, and what became
// of it on its way. As the server describes them; what it tells in words only is told here in types.
import type { components } from './schema'

type Schemas = components['schemas']

/** What notifications are about, in the order of the page; preferences are set by it. */
export const CATEGORIES = ['booking', 'reminder', 'message', 'result', 'prescription', 'review', 'account', 'marketing'] as const
export type Category = (typeof CATEGORIES)[number]
/** The ways to reach somebody. */
export const CHANNELS = ['in_app', 'email', 'sms', 'push'] as const
export type Channel = (typeof CHANNELS)[number]
/** How a message to somebody stands. */
export const DELIVERY_STATES = ['queued', 'sending', 'sent', 'suppressed', 'dead'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

export type Notification = Omit<Schemas['Notification'], 'data' | 'category'> & {
  category: Category
  data: { appointment_id?: string | null; offer_id?: string | null; conversation_id?: string | null }
}
export type UnreadCount = Schemas['UnreadCount']
export type MarkedRead = Schemas['MarkedRead']

/** Hours of the day on somebody's wall, in which what can wait is held back; an end before the start is on the next day. */
export interface QuietHours {
  /** `22:00`. */
  start: string
  end: string
}

/** How somebody wants to be told of things. */
export type NotificationPreferences = Omit<
  Schemas['NotificationPreferences'],
  'channels' | 'daily_cap' | 'quiet_hours'
> & {
  channels: Record<Category, Record<Channel, boolean>>
  /** Null is no limit. */
  daily_cap: Record<Exclude<Channel, 'in_app'>, number | null>
  quiet_hours: QuietHours | null
}
/** What is absent stays as it is. */
export type NotificationPreferencesChange = Partial<Omit<NotificationPreferences, 'quiet_hours_chosen'>>
/** A test is on its way. */
export type TestSent = Schemas['TestSent']

/** A browser that notifications are pushed to. */
export type PushDevice = Schemas['PushSubscription']
/** What a browser's `PushSubscription` says about itself. */
export type NewPushDevice = Schemas['NewPushSubscription']
export type PushKey = Schemas['PushKey']

/** What is pushed, once the browser has decrypted it. */
export interface PushMessage {
  title: string
  body: string
  /** Where it leads, on this page. */
  url: string
  /** What it replaces, if it comes again. */
  tag: string
}

type OfDelivery = {
  channel: Channel
  category: Category
  priority: 'urgent' | 'normal' | 'bulk'
  state: DeliveryState
}

/** A message to one person over one channel; the address is masked. */
export type Delivery = Omit<Schemas['Delivery'], keyof OfDelivery> & OfDelivery
/** One time that it was tried. */
export type DeliveryAttempt = Omit<Schemas['DeliveryAttempt'], 'outcome'> & {
  outcome: 'sent' | 'retry' | 'maybe_sent' | 'suppressed' | 'dead'
}
/** With every attempt that there was at it. */
export type FollowedDelivery = Delivery & { log: DeliveryAttempt[] }
/** How many dead letters wait again, and how many more match. */
export type ReplayedDeliveries = Schemas['ReplayedDeliveries']
/** Whether a provider is asked at all, or left alone until it answers again. */
export type Breaker = 'closed' | 'open' | 'half_open'
export type ChannelFigures = Omit<Schemas['ChannelFigures'], 'channel' | 'breaker'> & {
  channel: Channel
  breaker: Breaker
}
export type DeliveryFigures = Omit<Schemas['DeliveryFigures'], 'channels'> & { channels: ChannelFigures[] }

/** The words of one kind of message, and all that may be filled into them. */
export type NotificationTemplate = Omit<Schemas['NotificationTemplate'], 'category' | 'channels'> & {
  category: Category
  channels: Channel[]
}
export type NotificationTemplates = Omit<Schemas['NotificationTemplates'], 'results'> & {
  results: NotificationTemplate[]
}
/** These words with an example filled in; null where a channel has no such part. */
export type TemplatePreview = Omit<Schemas['TemplatePreview'], 'channel'> & { channel: Channel }
