// The conversation that the address names.
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { MessageSquareOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { meQuery } from '@/api/accounts'
import { isRefusal } from '@/api/refusal'
import { usePageTitle } from '@/ui/page-head'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { BackToList } from './back-to-list'
import { Thread } from './thread'
import { useThread } from './use-thread'

export function ThreadPage() {
  const { conversationId } = useParams({ from: '/messages/$conversationId' })
  const queries = useQueryClient()
  const reader = queries.getQueryData(meQuery.queryKey)
  // The page around it is for who is signed in.
  return reader ? <Opened key={conversationId} id={conversationId} readerId={reader.id} /> : null
}

function Opened({ id, readerId }: { id: string; readerId: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const thread = useThread(id, readerId)
  const { conversation, history } = thread
  usePageTitle(conversation.data?.subject ?? t('messages.title'))
  const error = conversation.data ? (history.data ? null : history.error) : conversation.error
  if (isRefusal(error) && error.status === 404) {
    return (
      <div>
        <BackToList />
        <EmptyState icon={<MessageSquareOff aria-hidden className="size-6" />} title={t('messages.notYoursTitle')}>
          {t('messages.notYours')}
        </EmptyState>
      </div>
    )
  }
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
