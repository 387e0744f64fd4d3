// What the bell shows: the latest notifications, and the way to all of them.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { BellOff, CheckCheck, Inbox } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { latestQuery, markAllRead, notificationsKey } from '@/api/notifications'
import type { Role } from '@/api/types'
import { useNow } from '@/time/use-now'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { NotificationText } from './notification-text'
import { useOpenNotification } from './use-open'

const MINUTE_MS = 60_000

interface LatestProps {
  role: Role
  unread: number
  onLeave: () => void
}

export function Latest({ role, unread, onLeave }: LatestProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const now = useNow(MINUTE_MS)
  const { data, error, refetch } = useQuery(latestQuery)
  const open = useOpenNotification(role, onLeave)
  const readAll = useMutation({
    mutationFn: markAllRead,
    onSettled: () => queries.invalidateQueries({ queryKey: notificationsKey }),
  })
  return (
    <>
      <div className="flex min-h-14 items-center justify-between border-b border-line py-1.5 pr-2 pl-4">
        <h2 className="font-semibold">{t('bell.title')}</h2>
        {unread > 0 && (
          <button
            type="button"
            onClick={() => readAll.mutate()}
            disabled={readAll.isPending}
            className="inline-flex min-h-11 items-center gap-1.5 rounded-base px-3 text-small font-semibold text-action-ink hover:bg-action-wash"
          >
            <CheckCheck aria-hidden className="size-4" />
            {t('bell.allRead')}
          </button>
        )}
      </div>
      <div className="max-h-[60dvh] overflow-y-auto">
        {error && !data ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <div className="flex flex-col gap-3 p-4">
            <Skeleton className="h-12" />
            <Skeleton className="h-12" />
            <Skeleton className="h-12" />
          </div>
        ) : data.results.length === 0 ? (
          <EmptyState icon={<BellOff aria-hidden className="size-6" />} title={t('bell.emptyTitle')}>
            {t('bell.emptyText')}
          </EmptyState>
        ) : (
          <ul>
            {data.results.map((notification) => (
              <li key={notification.id} className="border-b border-line last:border-0">
                <button
                  type="button"
                  onClick={() => open(notification)}
                  className="animate-arrives flex w-full gap-3 px-4 py-3 text-left transition-colors duration-150 hover:bg-sunken"
                >
                  <NotificationText notification={notification} now={now} />
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <Link
        to="/notifications"
        onClick={onLeave}
        data-testid="bell-all"
        className="flex min-h-12 items-center justify-center gap-2 border-t border-line text-small font-semibold text-action-ink hover:bg-action-wash"
      >
        <Inbox aria-hidden className="size-4" />
        {t('bell.all')}
      </Link>
    </>
  )
}
