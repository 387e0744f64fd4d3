// Conversations and what is said in them.
import { infiniteQueryOptions, queryOptions, skipToken } from '@tanstack/react-query'
import type { SkipToken } from '@tanstack/react-query'
import { read, write } from './http'
import type { Page, Role } from './types'

export interface Attachment {
  id: string
  name: string
  content_type: string
  size_bytes: number
}

export interface Message {
  id: string
  conversation_id: string
  sender_id: string
  sender_name: string
  body: string
  attachments: Attachment[]
  /** What its sender called it before the server knew it. */
  client_id?: string | null
  edited_at?: string | null
  created_at: string
}

export interface Participant {
  id: string
  name: string
  role: Role
  last_read_message_id?: string | null
  last_read_at?: string | null
}

export interface Conversation {
  id: string
  subject: string
  participants: Participant[]
  appointment_id?: string | null
  created_by: string
  last_message?: Message | null
  last_message_at?: string | null
  unread: number
  created_at: string
}

/** Whom the reader may write to; of a doctor, `detail` is the specialty. */
export interface Recipient {
  id: string
  name: string
  role: Role
  detail?: string | null
}

export interface NewConversation {
  subject: string
  participants: string[]
  appointment_id?: string
  body: string
}

export interface NewMessage {
  body: string
  client_id: string
  attachments?: string[]
}

export interface ReadTo {
  unread: number
  last_read_message_id: string
}

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

export const unreadMessagesQuery = queryOptions({
  queryKey: [...conversationsKey, 'unread'],
  queryFn: async ({ signal }) => (await read<{ unread: number }>('conversations/unread_count/', {}, signal)).unread,
})

export function recipientsQuery(q: string) {
  return queryOptions({
    queryKey: ['recipients', q],
    queryFn: ({ signal }) => read<Page<Recipient>>('conversations/recipients/', { q }, signal),
  })
}

export function startConversation(conversation: NewConversation, idempotencyKey: string): Promise<Conversation> {
  return write('conversations/', conversation, { idempotencyKey })
}

/** A repeat with the same `client_id` is answered with the first message: nothing is said twice. */
export function sendMessage(conversationId: string, message: NewMessage): Promise<Message> {
  return write(`conversations/${conversationId}/messages/`, message)
}

/** By its sender, for five minutes; then refused as `edit_window_passed`. */
export function editMessage({ id, conversation_id }: Message, body: string): Promise<Message> {
  return write(`conversations/${conversation_id}/messages/${id}/`, { body }, { method: 'PATCH' })
}

/** Everything up to this message; what was read further stays read. */
export function markRead(conversationId: string, messageId: string): Promise<ReadTo> {
  return write(`conversations/${conversationId}/read/`, { message_id: messageId })
}
