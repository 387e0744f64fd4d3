// Who has read how far. Pure.
import type { Conversation, Message, Participant } from '@/api/types'

/** What `message.read` carries. */
export interface ReadMark {
  conversation_id: string
  user_id: string
  message_id: string
  at: string
}

export function isReadMark(data: unknown): data is ReadMark {
  return typeof data === 'object' && data !== null && 'user_id' in data && 'message_id' in data && 'at' in data
}

/** The conversation once somebody has read on; a mark never moves back. */
export function withReadMark(conversation: Conversation, mark: ReadMark): Conversation {
  if (conversation.id !== mark.conversation_id) return conversation
  const participants = conversation.participants.map((each): Participant => {
    const earlier = Date.parse(mark.at) < Date.parse(each.last_read_at ?? '')
    if (each.id !== mark.user_id || earlier) return each
    return { ...each, last_read_message_id: mark.message_id, last_read_at: mark.at }
  })
  return { ...conversation, participants }
}

/**
 * The others who have read a message of the reader's, by the id of the last one that they have read; `messages` are in
 * order, the oldest first.
 */
export function receipts(messages: Message[], participants: Participant[], readerId: string): Map<string, Participant[]> {
  const places = new Map(messages.map(({ id }, place) => [id, place]))
  const found = new Map<string, Participant[]>()
  for (const participant of participants) {
    const upTo = places.get(participant.last_read_message_id ?? '')
    if (participant.id === readerId || upTo === undefined) continue
    const own = messages.slice(0, upTo + 1).findLast(({ sender_id }) => sender_id === readerId)
    if (own) found.set(own.id, [...(found.get(own.id) ?? []), participant])
  }
  return found
}

/** The last that somebody else said and the reader has not marked as read; null where there is none. */
export function toMarkRead(messages: Message[], participants: Participant[], readerId: string): string | null {
  const own = participants.find(({ id }) => id === readerId)
  const upTo = messages.findIndex(({ id }) => id === own?.last_read_message_id)
  const fresh = messages.slice(upTo + 1).filter(({ sender_id }) => sender_id !== readerId)
  return fresh.at(-1)?.id ?? null
}
