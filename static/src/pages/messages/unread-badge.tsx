// How many messages are unread, at the entry of the navigation.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { unreadMessagesQuery } from '@/api/messages'
import { classNames } from '@/ui/class-names'

export function UnreadBadge({ className }: { className?: string }) {
  const { t } = useTranslation()
  const { data: unread = 0 } = useQuery(unreadMessagesQuery)
  if (unread === 0) return null
  return (
    <span
      key={unread}
      data-testid="messages-unread"
      data-unread={unread}
      className={classNames(
        'animate-ticks flex h-5 min-w-5 items-center justify-center rounded-full bg-action px-1.5 text-small leading-none font-bold text-on-action',
        className,
      )}
    >
      {unread > 99 ? '99+' : unread}
      <span className="sr-only"> {t('bell.unread')}</span>
    </span>
  )
}
