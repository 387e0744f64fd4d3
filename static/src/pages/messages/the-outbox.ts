// The one outbox of this tab, and how it goes on while somebody is signed in, whatever page they are on.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { meQuery } from '@/api/accounts'
import { conversationListsKey, sendMessage, toldQuery } from '@/api/messages'
import type { Message } from '@/api/types'
import { realtime } from '@/live/realtime'
import { keepDraft, readDraft } from '@/ui/draft'
import { Outbox } from './outbox'
import type { Unsent } from './outbox'
import { withTold } from './said'

/** Among the drafts: signing out forgets it. */
const KEPT_AS = 'outbox'

interface Hearer {
  sent: (message: Message) => void
  doubt: () => void
}

const hearers = new Set<Hearer>()

export const outbox = new Outbox({
  send: sendMessage,
  keep: (text) => keepDraft(KEPT_AS, text),
  kept: () => readDraft(KEPT_AS),
  onSent: (message) => {
    for (const { sent } of hearers) sent(message)
  },
  onDoubt: () => {
    for (const { doubt } of hearers) doubt()
  },
})

/** Of this conversation, in the order in which it was written. */
export function useUnsent(conversationId: string): Unsent[] {
  const all = useSyncExternalStore(
    (changed) => outbox.listen(changed),
    () => outbox.unsent,
  )
  return useMemo(() => all.filter((each) => each.conversationId === conversationId), [all, conversationId])
}

/** Sends what is in the outbox while this person is signed in. */
export function useSending(userId: string | undefined): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (userId === undefined) return
    const hearer: Hearer = {
      sent: (message) => {
        queries.setQueryData(toldQuery(message.conversation_id).queryKey, (told = []) => withTold(told, message))
        void queries.invalidateQueries({ queryKey: conversationListsKey })
      },
      doubt: () => void queries.invalidateQueries({ queryKey: meQuery.queryKey }),
    }
    const hurry = () => outbox.hurry()
    hearers.add(hearer)
    addEventListener('online', hurry)
    const leave = realtime.listen({
      onStatus: ({ state }) => {
        if (state === 'live') hurry()
      },
    })
    outbox.start(userId)
    return () => {
      outbox.stop()
      leave()
      removeEventListener('online', hurry)
      hearers.delete(hearer)
    }
  }, [queries, userId])
}
