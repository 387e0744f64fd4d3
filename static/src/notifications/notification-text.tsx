// What a notification says, and since when; one that is unread stands out.
import { useTranslation } from 'react-i18next'
import type { Notification } from '@/api/types'
import { formatAgo } from '@/time/format'
import { classNames } from '@/ui/class-names'

export function NotificationText({ notification, now }: { notification: Notification; now: Date }) {
  const { t } = useTranslation()
  const fresh = !notification.read_at
  return (
    <>
      <span aria-hidden className={classNames('mt-2 size-2 shrink-0 rounded-full', fresh ? 'bg-action' : 'bg-transparent')} />
      <span className="min-w-0 flex-1">
        <span className={classNames('block', fresh && 'font-semibold')}>
          {notification.title}
          {fresh && <span className="sr-only"> ({t('bell.unread')})</span>}
        </span>
        <span className="block text-small text-ink-soft wrap-anywhere">{notification.body}</span>
        <span className="mt-0.5 block text-small text-ink-faint">{formatAgo(notification.created_at, now)}</span>
      </span>
    </>
  )
}
