// The notifications that match, the newest first; what comes meanwhile slides in.
import { Inbox as InboxIcon, SearchX } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '@/api/types'
import { useOpenNotification } from '@/notifications/use-open'
import { useNow } from '@/time/use-now'
import { walkRows } from '@/ui/arrow-keys'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'
import { useCloseUp } from '@/ui/soft-list'
import { EmptyState, ErrorState, Skeleton, useErrorText } from '@/ui/states'
import { Toast } from '@/ui/toast'
import { InboxRow } from './inbox-row'
import { belongs, done, OPPOSITE } from './rows'
import { inboxFilterOf } from './search'
import type { InboxSearch } from './search'
import { useInbox } from './use-inbox'

const MINUTE_MS = 60_000

interface InboxListProps {
  role: Role
  search: InboxSearch
  onShowAll: () => void
}

export function InboxList({ role, search, onShowAll }: InboxListProps) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const now = useNow(MINUTE_MS)
  const filter = inboxFilterOf(search)
  const { list, rows, change, undoable, forgetUndo } = useInbox(filter)
  const open = useOpenNotification(role)
  const container = useRef<HTMLUListElement>(null)
  useCloseUp(container, rows.map(({ id }) => id).join(' '), JSON.stringify(search))
  if (list.error && (rows.length === 0 || list.isPlaceholderData)) {
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  }
  if (list.isPending) {
    return (
      <div aria-busy className="flex flex-col gap-3">
        {[1, 2, 3, 4, 5].map((row) => (
          <Skeleton key={row} className="h-20" />
        ))}
      </div>
    )
  }
  return (
    <section aria-label={t('inbox.list')} className="flex flex-col gap-3">
      {change.error && (
        <Notice tone="harm" urgent>
          {t('inbox.failed', { reason: errorText(change.error) })}
        </Notice>
      )}
      {rows.length === 0 ? (
        <NothingHere search={search} onShowAll={onShowAll} />
      ) : (
        <>
          <p className="hidden text-small text-ink-faint lg:block">{t('inbox.keys')}</p>
          <ul ref={container} onKeyDown={walkRows} className="divide-y divide-line rounded-base border border-line bg-surface">
            {rows.map((row) => (
              <InboxRow
                key={row.id}
                row={row}
                now={now}
                onOpen={() => open(row)}
                onAct={(action) => change.mutate({ row, action })}
                stays={(action) => belongs(done(row, action, row.created_at), filter)}
              />
            ))}
          </ul>
        </>
      )}
      {list.hasNextPage && (
        <Button
          kind="secondary"
          className="self-center"
          disabled={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t('inbox.more')}
        </Button>
      )}
      {undoable && (
        <Toast
          key={undoable.row.id + undoable.action}
          action={{
            label: t('form.undo'),
            onAct: () => change.mutate({ row: undoable.row, action: OPPOSITE[undoable.action] }),
          }}
          onClose={forgetUndo}
        >
          {t(undoable.action === 'archive' ? 'inbox.wasPutAway' : 'inbox.wasPutBack', { title: undoable.row.title })}
        </Toast>
      )}
    </section>
  )
}

function NothingHere({ search, onShowAll }: Omit<InboxListProps, 'role'>) {
  const { t } = useTranslation()
  const narrowed = search.category !== undefined || search.view === 'unread'
  const what = search.category !== undefined ? 'category' : (search.view ?? 'all')
  return (
    <EmptyState
      icon={narrowed ? <SearchX aria-hidden className="size-6" /> : <InboxIcon aria-hidden className="size-6" />}
      title={t(`inbox.empty.${what}.title`)}
      action={
        what !== 'all' && (
          <Button kind="secondary" onClick={onShowAll}>
            {t('inbox.showAll')}
          </Button>
        )
      }
    >
      {t(`inbox.empty.${what}.text`)}
    </EmptyState>
  )
}
