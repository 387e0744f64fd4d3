// One conversation in the list: with whom, about what, what was said last, and how much of it is new.
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '@/api/types'
import { dayIn, readersZone } from '@/time/days'
import { formatDay, formatTime } from '@/time/format'
import { classNames } from '@/ui/class-names'
import { namesOf, othersOf } from './called'
import { Face } from './face'

interface ConversationRowProps {
  conversation: Conversation
  readerId: string
  open: boolean
  now: Date
}

export function ConversationRow({ conversation, readerId, open, now }: ConversationRowProps) {
  const { t, i18n } = useTranslation()
  const { id, subject, last_message: last, unread } = conversation
  const others = othersOf(conversation, readerId)
  const said = last && (last.sender_id === readerId ? t('messages.youSaid', { body: last.body }) : last.body)
  return (
    <li className="group">
      <Link
        data-row
        data-testid="conversation"
        data-id={id}
        data-unread={unread}
        to="/messages/$conversationId"
        params={{ conversationId: id }}
        search={true}
        aria-current={open ? 'page' : undefined}
        className={classNames(
          'flex gap-3 px-3.5 py-3 transition-colors duration-150 group-first:rounded-t-base group-last:rounded-b-base',
          open ? 'bg-action-wash' : 'hover:bg-sunken',
        )}
      >
        <Face name={others[0]?.name ?? subject} size="base" />
        <div className="min-w-0 flex-1">
          <p className="flex items-baseline justify-between gap-2">
            <span className={classNames('truncate', unread > 0 ? 'font-bold' : 'font-semibold')}>
              {namesOf(t, i18n.language, others) || subject}
            </span>
            <span className="shrink-0 text-small text-ink-faint">{shortWhen(conversation.last_message_at ?? conversation.created_at, now)}</span>
          </p>
          <p className="truncate text-small text-ink-soft">{subject}</p>
          <p className="flex items-center justify-between gap-2">
            <span className={classNames('truncate text-small', unread > 0 ? 'text-ink' : 'text-ink-soft')}>
              {said ?? t('messages.nothingSaid')}
            </span>
            {unread > 0 && (
              <span
                key={unread}
                className="animate-ticks inline-flex h-5 min-w-5 shrink-0 items-center justify-center rounded-full bg-action px-1.5 text-small leading-none font-bold text-on-action"
              >
                {unread > 99 ? '99+' : unread}
                <span className="sr-only"> {t('bell.unread')}</span>
              </span>
            )}
          </p>
        </div>
      </Link>
    </li>
  )
}

/** The time today, the day before. */
function shortWhen(instant: string, now: Date): string {
  const zone = readersZone()
  const day = dayIn(instant, zone)
  return day === dayIn(now, zone) ? formatTime(instant, zone) : formatDay(day, 'short')
}
