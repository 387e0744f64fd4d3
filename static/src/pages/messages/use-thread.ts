// One conversation: who takes part, what is said, live, and what of it is still on its way.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { conversationQuery, messagesQuery, toldQuery } from '@/api/messages'
import type { Message } from '@/api/types'
import { readAgain } from '@/live/read-again'
import { useTopic } from '@/live/use-topic'
import { followed } from './followed'
import { isReadMark, withReadMark } from './receipts'
import type { ReadMark } from './receipts'
import { isMessage, said, stillUnsent, withTold } from './said'
import { useUnsent } from './the-outbox'
import { useVisible } from './use-visible'

const NOTHING: Message[] = []

export function useThread(conversationId: string, readerId: string) {
  const queries = useQueryClient()
  const { queryKey: conversationKey } = conversationQuery(conversationId)
  const conversation = useQuery(conversationQuery(conversationId))
  const history = useInfiniteQuery(messagesQuery(conversationId))
  const { data: told = NOTHING } = useQuery(toldQuery(conversationId))
  const all = useUnsent(conversationId)

  const mark = (read: ReadMark) => {
    queries.setQueryData(conversationKey, (known) => known && withReadMark(known, read))
    // A reading under way may have begun before it.
    if (queries.isFetching({ queryKey: conversationKey }) > 0) void queries.invalidateQueries({ queryKey: conversationKey })
  }
  useTopic(followed(conversationId, useVisible()), {
    onEvent: ({ type, data }) => {
      if ((type === 'message.sent' || type === 'message.edited') && isMessage(data)) {
        queries.setQueryData(toldQuery(conversationId).queryKey, (known = []) => withTold(known, data))
      }
      if (type === 'message.read' && isReadMark(data)) mark(data)
    },
    onResync: () => {
      void readAgain(queries, messagesQuery(conversationId).queryKey)
      void readAgain(queries, conversationKey)
    },
  })

  const messages = useMemo(
    () => said(history.data?.pages.flatMap(({ results }) => results) ?? [], told, history.hasNextPage === false),
    [history.data, history.hasNextPage, told],
  )
  const unsent = useMemo(() => stillUnsent(all, messages, readerId), [all, messages, readerId])
  return { conversation, history, messages, unsent, mark }
}
