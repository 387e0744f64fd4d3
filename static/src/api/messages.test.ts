import { QueryClient } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { conversationQuery, forgetConversation, messagesQuery, toldQuery } from './messages'

it('of a conversation that is the reader’s no more nothing stays, and all of the others', () => {
  const queries = new QueryClient()
  const keys = (id: string) => [conversationQuery(id), messagesQuery(id), toldQuery(id)].map(({ queryKey }) => queryKey)
  for (const key of [...keys('c1'), ...keys('c2')]) queries.setQueryData(key as readonly string[], {})
  forgetConversation(queries, 'c1')
  expect(keys('c1').map((key) => queries.getQueryData(key))).toEqual([undefined, undefined, undefined])
  expect(keys('c2').every((key) => queries.getQueryData(key) !== undefined)).toBe(true)
})
