// Conversations and what is said in them.
import { infiniteQueryOptions, queryOptions, skipToken } from '@tanstack/react-query'
import type { QueryClient, SkipToken } from '@tanstack/react-query'
import { read, write } from './http'
import type { Conversation, Message, NewConversation, NewMessage, Page, ReadReceipt, Recipient, UnreadMessages } from './types'

export interface ConversationFilter {
  /** Words of the subject or of a name. */
  q?: string
  unread?: boolean
}

export const conversationsKey = ['conversations'] as const
export const conversationListsKey = [...conversationsKey, 'list'] as const

/** The latest first. */
export function conversationsQuery({ q, unread }: ConversationFilter) {
  return infiniteQueryOptions({
    queryKey: [...conversationListsKey, { q, unread }],
    queryFn: ({ pageParam, signal }) => {
      const query = { q, unread: unread ? 'true' : undefined, cursor: pageParam }
      return read<Page<Conversation>>('conversations/', query, signal)
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}

export function conversationQuery(id: string) {
  return queryOptions({
    queryKey: [...conversationsKey, 'one', id],
    queryFn: ({ signal }) => read<Conversation>(`conversations/${id}/`, {}, signal),
  })
}

/** What was said, the latest first. */
export function messagesQuery(conversationId: string) {
  return infiniteQueryOptions({
    queryKey: [...conversationsKey, 'messages', conversationId],
    queryFn: ({ pageParam, signal }) =>
      read<Page<Message>>(`conversations/${conversationId}/messages/`, { cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}

/** What was told live or answered, kept beside what is read: a reading under way may have begun before it. */
export function toldQuery(conversationId: string) {
  return queryOptions({
    queryKey: [...conversationsKey, 'told', conversationId],
    queryFn: skipToken as SkipToken | (() => Message[]),
  })
}

/** Once it is not the reader's any more. */
export function forgetConversation(queries: QueryClient, id: string): void {
  for (const { queryKey } of [conversationQuery(id), messagesQuery(id), toldQuery(id)]) queries.removeQueries({ queryKey })
}

export const unreadMessagesQuery = queryOptions({
  queryKey: [...conversationsKey, 'unread'],
  queryFn: async ({ signal }) => (await read<UnreadMessages>('conversations/unread_count/', {}, signal)).unread,
})

export function recipientsQuery(q: string) {
  return queryOptions({
    queryKey: ['recipients', q],
    queryFn: ({ signal }) => read<Page<Recipient>>('conversations/recipients/', { q }, signal),
  })
}

export function startConversation(as: string | undefined, conversation: NewConversation, idempotencyKey: string): Promise<Conversation> {
  return write('conversations/', conversation, { as, idempotencyKey })
}

/** How long an answer may take before the message is sent once more. */
const ANSWERED_WITHIN_MS = 20_000

/**
 * In the name of this person, and of nobody else. A repeat with the same `client_id` is answered with the first message:
 * nothing is said twice.
 */
export function sendMessage(senderId: string, conversationId: string, message: NewMessage): Promise<Message> {
  const signal = AbortSignal.timeout(ANSWERED_WITHIN_MS)
  return write(`conversations/${conversationId}/messages/`, message, { as: senderId, signal })
}

/** By its sender, for five minutes; then refused as `edit_window_passed`. */
export function editMessage({ id, conversation_id }: Message, body: string): Promise<Message> {
  return write(`conversations/${conversation_id}/messages/${id}/`, { body }, { method: 'PATCH' })
}

/** Everything up to this message; what was read further stays read. */
export function markRead(readerId: string, conversationId: string, messageId: string): Promise<ReadReceipt> {
  return write(`conversations/${conversationId}/read/`, { message_id: messageId }, { as: readerId })
}
