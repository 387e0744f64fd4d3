// The bell: how many notifications are unread, live, and the latest of them.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Bell as BellIcon, BellOff, CheckCheck } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { appointmentQuery } from '@/api/appointments'
import { markAllRead, markRead, notificationsQuery, unreadQuery } from '@/api/notifications'
import type { Notification, Role } from '@/api/types'
import { formatAgo } from '@/time/format'
import { IconButton } from '@/ui/button'
import { classNames } from '@/ui/class-names'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'

export function Bell({ role }: { role: Role }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { data: unread = 0 } = useQuery(unreadQuery)
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <IconButton label={t('bell.label', { count: unread })} data-testid="bell" data-unread={unread}>
          <BellIcon aria-hidden className="size-5" />
          {unread > 0 && (
            <span
              key={unread}
              aria-hidden
              data-testid="bell-count"
              className="animate-ticks absolute top-1 right-0.5 flex h-5 min-w-5 items-center justify-center rounded-full border-2 border-paper bg-action px-1 text-small leading-none font-bold text-on-action"
            >
              {unread > 99 ? '99+' : unread}
            </span>
          )}
        </IconButton>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={t('bell.title')}
          align="end"
          sideOffset={8}
          collisionPadding={12}
          className="animate-arrives z-30 w-[min(24rem,calc(100vw-1.5rem))] overflow-hidden rounded-base border border-line bg-surface shadow-raised"
        >
          <Inbox role={role} unread={unread} onLeave={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
      <p aria-live="polite" className="sr-only">
        {t('bell.label', { count: unread })}
      </p>
    </Popover.Root>
  )
}

function Inbox({ role, unread, onLeave }: { role: Role; unread: number; onLeave: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery(notificationsQuery)
  const settle = () => queries.invalidateQueries({ queryKey: ['notifications'] })
  const readAll = useMutation({ mutationFn: markAllRead, onSettled: settle })
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
              <Row key={notification.id} notification={notification} role={role} onRead={settle} onLeave={onLeave} />
            ))}
          </ul>
        )}
      </div>
    </>
  )
}

interface RowProps {
  notification: Notification
  role: Role
  onRead: () => Promise<void>
  onLeave: () => void
}

function Row({ notification, role, onRead, onLeave }: RowProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const read = useMutation({ mutationFn: () => markRead(notification.id), onSettled: onRead })
  // The agenda is a day's: which one, the visit knows as it stands now.
  const toAgenda = async (appointment: string) => {
    const date = await queries.fetchQuery(appointmentQuery(appointment)).then(
      (visit) => visit.appointment_date,
      () => undefined,
    )
    await navigate({ to: '/today', search: { date } })
  }
  const fresh = !notification.read_at
  const open = () => {
    if (fresh) read.mutate()
    const { appointment_id: appointment, offer_id: offer, conversation_id: conversationId } = notification.data
    if (conversationId) {
      onLeave()
      void navigate({ to: '/messages/$conversationId', params: { conversationId } })
      return
    }
    if (offer) {
      onLeave()
      void navigate({ to: '/appointments', search: { offer } })
      return
    }
    if (!appointment) return
    onLeave()
    if (role === 'doctor') void toAgenda(appointment)
    else void navigate({ to: '/appointments', search: { appointment } })
  }
  return (
    <li className="border-b border-line last:border-0">
      <button
        type="button"
        onClick={open}
        className="animate-arrives flex w-full gap-3 px-4 py-3 text-left transition-colors duration-150 hover:bg-sunken"
      >
        <span
          aria-hidden
          className={classNames('mt-2 size-2 shrink-0 rounded-full', fresh ? 'bg-action' : 'bg-transparent')}
        />
        <span className="min-w-0 flex-1">
          <span className={classNames('block', fresh && 'font-semibold')}>
            {notification.title}
            {fresh && <span className="sr-only"> ({t('bell.unread')})</span>}
          </span>
          <span className="block text-small text-ink-soft">{notification.body}</span>
          <span className="mt-0.5 block text-small text-ink-faint">{formatAgo(notification.created_at, new Date())}</span>
        </span>
      </button>
    </li>
  )
}
