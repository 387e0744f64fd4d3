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

/** Named as the server names them where it refuses one. */
export const CONVERSATION_FIELDS = ['subject', 'body', 'patient_id'] as const
export type ConversationField = (typeof CONVERSATION_FIELDS)[number]
export type ConversationValues = Record<ConversationField, string>

export const MAX_SUBJECT = 200

export function conversationOf(values: ConversationValues, to: Addressee[], occasion?: Occasion): NewConversation {
  return {
    subject: cleaned(values.subject),
    participants: to.map(({ id }) => id),
    appointment_id: occasion?.appointmentId,
    // A visit says itself whose it is.
    patient_id: occasion?.appointmentId === undefined && values.patient_id !== '' ? values.patient_id : undefined,
    body: cleaned(values.body),
  }
}
