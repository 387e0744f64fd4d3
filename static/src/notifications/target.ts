// What a notification leads to. Pure.
import type { Notification, Role } from '@/api/types'

export type Target =
  | { page: 'conversation' | 'offer' | 'visit'; id: string }
  /** The day of a visit, which only the visit knows. */
  | { page: 'agenda'; visit: string }
  | { page: 'security' | 'audit' }

/** Null where there is nothing to see but the notification itself. */
export function targetOf({ type, category, data }: Pick<Notification, 'type' | 'category' | 'data'>, role: Role): Target | null {
  if (data.conversation_id) return { page: 'conversation', id: data.conversation_id }
  if (data.offer_id) return { page: 'offer', id: data.offer_id }
  if (data.appointment_id) {
    return role === 'doctor' ? { page: 'agenda', visit: data.appointment_id } : { page: 'visit', id: data.appointment_id }
  }
  // Emergency access is told to administrators, who look it up in the trail.
  if (type.startsWith('access.')) return role === 'admin' ? { page: 'audit' } : null
  return category === 'account' ? { page: 'security' } : null
}
