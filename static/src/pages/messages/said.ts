// What is said in a conversation as one list: the pages that were read, what was told live, and what is on its way. Pure.
import type { Message } from '@/api/types'
import type { Unsent } from './outbox'

/** In the order of the server: by time, then by id. */
export function inOrder(one: Message, other: Message): number {
  const apart = Date.parse(one.created_at) - Date.parse(other.created_at)
  return apart || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0)
}

/** Of two tellings of one message the later edit; what its sender called it is told to some only. */
function later(one: Message, other: Message): Message {
  const newer = Date.parse(other.edited_at ?? '') > Date.parse(one.edited_at ?? one.created_at) ? other : one
  return { ...newer, client_id: one.client_id ?? other.client_id }
}

/** With one more that was told, new or edited. */
export function withTold(told: Message[], message: Message): Message[] {
  const known = told.find(({ id }) => id === message.id)
  if (known === undefined) return [...told, message]
  return told.map((each) => (each === known ? later(known, message) : each))
}

/**
 * The oldest first. `complete` says that `read` goes back to the beginning; otherwise what was told before the oldest
 * that was read is left out: there would be a hole between.
 */
export function said(read: Message[], told: Message[], complete: boolean): Message[] {
  const byId = new Map<string, Message>()
  for (const message of read) byId.set(message.id, message)
  const oldest = [...byId.values()].sort(inOrder)[0]
  for (const message of told) {
    const known = byId.get(message.id)
    if (known) byId.set(message.id, later(known, message))
    else if (complete || (oldest && inOrder(oldest, message) < 0)) byId.set(message.id, message)
  }
  return [...byId.values()].sort(inOrder)
}

/** What is still on its way: none of which the server has told already. */
export function stillUnsent(unsent: Unsent[], messages: Message[], readerId: string): Unsent[] {
  const arrived = new Set(messages.flatMap(({ sender_id, client_id }) => (sender_id === readerId && client_id ? [client_id] : [])))
  return unsent.filter(({ clientId }) => !arrived.has(clientId))
}

export function isMessage(data: unknown): data is Message {
  return (
    typeof data === 'object' && data !== null && 'conversation_id' in data && 'sender_id' in data && 'body' in data && 'created_at' in data
  )
}
