// What is asked for when a conversation begins.
import type { NewConversation } from '@/api/types'
import { cleaned } from './body'

/** Somebody to write to. */
export interface Addressee {
  id: string
  name: string
}

/** From where somebody writes: to whom, and about which visit. */
export interface Occasion {
  to: Addressee
  appointmentId?: string
  subject?: string
}

export const CONVERSATION_FIELDS = ['subject', 'body'] as const
export type ConversationField = (typeof CONVERSATION_FIELDS)[number]
export type ConversationValues = Record<ConversationField, string>

export const MAX_SUBJECT = 200

export function conversationOf(values: ConversationValues, to: Addressee[], occasion?: Occasion): NewConversation {
  return {
    subject: cleaned(values.subject),
    participants: to.map(({ id }) => id),
    appointment_id: occasion?.appointmentId,
    body: cleaned(values.body),
  }
}
