// The conversation that the address names.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import { useNavigate, useParams } from '@tanstack/react-router'
import { MessageSquareOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { meQuery } from '@/api/accounts'
import { conversationListsKey, forgetConversation } from '@/api/messages'
import { isNotThere } from '@/api/refusal'
import { usePageTitle } from '@/ui/page-head'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { BackToList } from './back-to-list'
import { Thread } from './thread'
import { useThread } from './use-thread'

export function ThreadPage() {
  const { conversationId } = useParams({ from: '/messages/$conversationId' })
  const queries = useQueryClient()
  const reader = queries.getQueryData(meQuery.queryKey)
  const [goneId, setGoneId] = useState<string>()
  if (goneId === conversationId) return <NotHere id={conversationId} />
  // The page around it is for who is signed in.
  if (!reader) return null
  return <Opened key={conversationId} id={conversationId} readerId={reader.id} onGone={() => setGoneId(conversationId)} />
}

/** Nothing of it stays. */
function NotHere({ id }: { id: string }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  usePageTitle(t('messages.notYoursTitle'))
  useEffect(() => {
    forgetConversation(queries, id)
    void queries.invalidateQueries({ queryKey: conversationListsKey })
  }, [queries, id])
  return (
    <div>
      <BackToList />
      <EmptyState icon={<MessageSquareOff aria-hidden className="size-6" />} title={t('messages.notYoursTitle')}>
        {t('messages.notYours')}
      </EmptyState>
    </div>
  )
}

interface OpenedProps {
  id: string
  readerId: string
  /** It is not the reader's, or not any more, whatever was read of it before. */
  onGone: () => void
}

function Opened({ id, readerId, onGone }: OpenedProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const thread = useThread(id, readerId)
  const { conversation, history } = thread
  usePageTitle(conversation.data?.subject ?? t('messages.title'))
  const gone = isNotThere(conversation.error) || isNotThere(history.error)
  const goes = useEffectEvent(onGone)
  useEffect(() => {
    if (gone) goes()
  }, [gone])
  if (gone) return null
  const error = conversation.data ? (history.data ? null : history.error) : conversation.error
  if (error) {
    return <ErrorState error={error} onRetry={() => void Promise.all([conversation.refetch(), history.refetch()])} />
  }
  if (!conversation.data || !history.data) return <ThreadSkeleton />
  const leave = async () => {
    await navigate({ to: '/messages', search: true })
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-row][data-id="${CSS.escape(id)}"]`)?.focus())
  }
  return <Thread conversation={conversation.data} thread={thread} readerId={readerId} onLeave={() => void leave()} />
}

function ThreadSkeleton() {
  return (
    <div aria-busy className="flex h-[calc(100dvh-12rem)] flex-col justify-end gap-3 rounded-base border border-line bg-surface p-5 lg:h-full">
      <Skeleton className="mb-auto h-10 w-64 max-w-full" />
      <Skeleton className="h-14 w-2/3" />
      <Skeleton className="h-10 w-1/2 self-end" />
      <Skeleton className="h-14 w-3/5" />
      <Skeleton className="h-12" />
    </div>
  )
}
