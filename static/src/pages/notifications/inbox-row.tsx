// One notification: it leads to what it is about; at its end, or by key, it is marked or put away.
import { Archive, ArchiveRestore, Mail, MailOpen } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { InboxAction } from '@/api/notifications'
import type { Notification } from '@/api/types'
import { NotificationText } from '@/notifications/notification-text'
import { IconButton } from '@/ui/button'
import { stepAside } from './step-aside'

interface InboxRowProps {
  row: Notification
  now: Date
  onOpen: () => void
  onAct: (action: InboxAction) => void
  /** Whether it stays in the list after that. */
  stays: (action: InboxAction) => boolean
}

export function InboxRow({ row, now, onOpen, onAct, stays }: InboxRowProps) {
  const { t } = useTranslation()
  const mark = row.read_at ? 'mark_unread' : 'mark_read'
  const put = row.archived_at ? 'unarchive' : 'archive'
  const act = (action: InboxAction, from: HTMLElement) => {
    if (!stays(action)) stepAside(from)
    onAct(action)
  }
  const title = row.title
  return (
    <li
      data-testid="notification"
      data-id={row.id}
      data-unread={!row.read_at}
      className="animate-arrives group flex items-start gap-1 pr-2 transition-colors duration-150 hover:bg-sunken"
    >
      <button
        type="button"
        data-row
        onClick={onOpen}
        onKeyDown={({ key, currentTarget, altKey, ctrlKey, metaKey, repeat }) => {
          if (altKey || ctrlKey || metaKey || repeat) return
          if (key.toLowerCase() === 'e') act(put, currentTarget)
          if (key.toLowerCase() === 'u') act(mark, currentTarget)
        }}
        className="flex min-w-0 flex-1 gap-3 py-3 pl-4 text-left group-first:rounded-t-base group-last:rounded-b-base"
      >
        <NotificationText notification={row} now={now} />
      </button>
      <div className="flex shrink-0 pt-2 max-sm:flex-col">
        <IconButton
          label={t(`inbox.${mark}`, { title })}
          data-testid={mark}
          onClick={(click) => act(mark, click.currentTarget)}
        >
          {row.read_at ? <Mail aria-hidden className="size-5" /> : <MailOpen aria-hidden className="size-5" />}
        </IconButton>
        <IconButton label={t(`inbox.${put}`, { title })} data-testid={put} onClick={(click) => act(put, click.currentTarget)}>
          {row.archived_at ? <ArchiveRestore aria-hidden className="size-5" /> : <Archive aria-hidden className="size-5" />}
        </IconButton>
      </div>
    </li>
  )
}
