// Conversations for tests, with just enough in them.
import type { Conversation, Message, Participant } from '@/api/types'

/** Said at 09:00 and so many seconds. */
export function message(id: string, second: number, more: Partial<Message> = {}): Message {
  return {
    id,
    conversation_id: 'c1',
    sender_id: 'pat',
    sender_name: 'Pat Morgan',
    body: id,
    attachments: [],
    edited_at: null,
    created_at: new Date(Date.UTC(2026, 10, 24, 9, 0, second)).toISOString(),
    ...more,
  }
}

export function participant(id: string, readTo?: string): Participant {
  const at = readTo === undefined ? null : '2026-11-24T09:10:00Z'
  return { id, name: id, role: 'patient', last_read_message_id: readTo ?? null, last_read_at: at }
}

export function conversation(participants: Participant[]): Conversation {
  return { id: 'c1', subject: 'A question', participants, created_by: 'pat', unread: 0, created_at: '2026-11-24T09:00:00Z' }
}
