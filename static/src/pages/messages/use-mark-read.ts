// Marks as read what the reader has seen: the tab is in front, and the end of what was said in view.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef } from 'react'
import { conversationListsKey, markRead, unreadMessagesQuery } from '@/api/messages'
import { serverClock } from '@/api/server-clock'
import { useConnection } from '@/live/use-connection'
import type { ReadMark } from './receipts'
import { useVisible } from './use-visible'

interface MarkReadOptions {
  conversationId: string
  readerId: string
  /** The last message that is not marked yet. */
  messageId: string | null
  endInView: boolean
  onMarked: (mark: ReadMark) => void
}

export function useMarkRead({ conversationId, readerId, messageId, endInView, onMarked }: MarkReadOptions): void {
  const queries = useQueryClient()
  const visible = useVisible()
  const { state } = useConnection()
  const asked = useRef<string>(null)
  const marked = useEffectEvent((upTo: string) => {
    const at = new Date(serverClock.now()).toISOString()
    onMarked({ conversation_id: conversationId, user_id: readerId, message_id: upTo, at })
    void queries.invalidateQueries({ queryKey: unreadMessagesQuery.queryKey })
    void queries.invalidateQueries({ queryKey: conversationListsKey })
  })
  const seen = visible && endInView ? messageId : null
  useEffect(() => {
    if (seen === null || asked.current === seen) return
    asked.current = seen
    markRead(conversationId, seen).then(
      ({ last_read_message_id }) => marked(last_read_message_id ?? seen),
      // Asked again when the connection is another.
      () => {
        asked.current = null
      },
    )
  }, [conversationId, seen, state])
}
