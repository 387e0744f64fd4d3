// Wherever the reader is: what is written to them, and what they have read in another tab.
import { useQueryClient } from '@tanstack/react-query'
import { conversationListsKey, unreadMessagesQuery } from '@/api/messages'
import { readAgain } from '@/live/read-again'
import { useTopic } from '@/live/use-topic'

export function useLiveMessages(userId: string | undefined): void {
  const queries = useQueryClient()
  const read = () => {
    void readAgain(queries, unreadMessagesQuery.queryKey)
    void readAgain(queries, conversationListsKey)
  }
  useTopic(userId === undefined ? null : 'user', {
    onEvent: ({ type }) => {
      if (type.startsWith('message.')) read()
    },
    onResync: read,
  })
}
