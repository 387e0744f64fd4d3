// The conversations that match, the latest first.
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { MessageSquareText, SearchX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { conversationsQuery } from '@/api/messages'
import { useNow } from '@/time/use-now'
import { walkRows } from '@/ui/arrow-keys'
import { Button } from '@/ui/button'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { ConversationRow } from './conversation-row'

const MINUTE_MS = 60_000

interface ConversationListProps {
  readerId: string
  openId: string | undefined
}

export function ConversationList({ readerId, openId }: ConversationListProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { q, unread } = useSearch({ from: '/messages' })
  const now = useNow(MINUTE_MS)
  const list = useInfiniteQuery({ ...conversationsQuery({ q, unread }), placeholderData: (before) => before })
  const rows = list.data?.pages.flatMap((page) => page.results) ?? []
  if (list.error && (rows.length === 0 || list.isPlaceholderData)) {
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  }
  if (list.isPending) {
    return (
      <div aria-busy className="flex flex-col gap-3">
        {[1, 2, 3, 4].map((row) => (
          <Skeleton key={row} className="h-20" />
        ))}
      </div>
    )
  }
  if (rows.length === 0 && (q !== undefined || unread)) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden className="size-6" />}
        title={t(q === undefined ? 'messages.allReadTitle' : 'messages.noMatchTitle')}
        action={
          <Button kind="secondary" onClick={() => void navigate({ to: '.', search: {}, replace: true })}>
            {t('messages.showAll')}
          </Button>
        }
      >
        {t(q === undefined ? 'messages.allRead' : 'messages.noMatch')}
      </EmptyState>
    )
  }
  if (rows.length === 0) {
    return (
      <EmptyState icon={<MessageSquareText aria-hidden className="size-6" />} title={t('messages.emptyTitle')}>
        {t('messages.empty')}
      </EmptyState>
    )
  }
  return (
    <section aria-label={t('messages.list')} className="flex min-h-0 flex-col gap-3 lg:-m-1 lg:overflow-y-auto lg:p-1">
      <ul onKeyDown={walkRows} className="divide-y divide-line rounded-base border border-line bg-surface">
        {rows.map((conversation) => (
          <ConversationRow
            key={conversation.id}
            conversation={conversation}
            readerId={readerId}
            open={conversation.id === openId}
            now={now}
          />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button
          kind="secondary"
          className="self-center"
          disabled={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t('messages.more')}
        </Button>
      )}
    </section>
  )
}
