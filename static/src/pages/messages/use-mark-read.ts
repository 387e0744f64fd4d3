// Marks as read what the reader has seen: the tab is in front, and the end of what was said in view.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { conversationListsKey, markRead, unreadMessagesQuery } from '@/api/messages'
import { isPassing, waitMs } from '@/api/patience'
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
  const failures = useRef(0)
  /** Another value for each time that it is asked once more. */
  const [again, setAgain] = useState({})
  const retry = useRef<ReturnType<typeof setTimeout>>(undefined)
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
    clearTimeout(retry.current)
    markRead(readerId, conversationId, seen).then(
      ({ last_read_message_id }) => {
        failures.current = 0
        marked(last_read_message_id ?? seen)
      },
      (error: unknown) => {
        // Asked again after a while, and sooner when the connection is another.
        if (asked.current === seen) asked.current = null
        if (isPassing(error)) retry.current = setTimeout(() => setAgain({}), waitMs(error, failures.current))
        failures.current += 1
      },
    )
  }, [conversationId, readerId, seen, state, again])
  useEffect(() => () => clearTimeout(retry.current), [])
}
