// One message: by whom, what, when, whether it was changed, and who has read it.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message, Participant } from '@/api/types'
import { formatTime } from '@/time/format'
import { classNames } from '@/ui/class-names'
import { AttachmentList } from './attachment-list'
import { BubbleMenu } from './bubble-menu'
import { namesOf } from './called'
import { EditForm } from './edit-form'
import { mayEdit } from './may-edit'

interface BubbleProps {
  message: Message
  own: boolean
  name: string
  /** Said in one breath with the one before: the name is not shown again. */
  goesOn: boolean
  zone: string
  now: number
  readBy: Participant[]
}

export function Bubble({ message, own, name, goesOn, zone, now, readBy }: BubbleProps) {
  const { t, i18n } = useTranslation()
  const [editing, setEditing] = useState(false)
  const time = formatTime(message.created_at, zone)
  return (
    <li
      data-testid="message"
      data-id={message.id}
      data-own={own}
      className={classNames(
        'animate-arrives group flex max-w-[min(36rem,88%)] flex-col',
        own ? 'items-end self-end' : 'items-start self-start',
        !goesOn && 'mt-2',
      )}
    >
      <p className={classNames('text-small font-semibold', (own || goesOn) && 'sr-only')}>{own ? t('messages.you') : name}</p>
      {editing ? (
        <EditForm message={message} onDone={() => setEditing(false)} />
      ) : (
        <div className={classNames('flex items-start gap-1', own ? 'flex-row' : 'flex-row-reverse')}>
          <BubbleMenu
            message={message}
            label={t('messages.menu', { name: own ? t('messages.you') : name, time })}
            onEdit={own && mayEdit(message, now) ? () => setEditing(true) : null}
          />
          <div className={classNames('min-w-0 rounded-base px-3.5 py-2', own ? 'bg-action-wash' : 'bg-sunken')}>
            <p data-testid="body" className="wrap-anywhere whitespace-pre-wrap">
              {message.body}
            </p>
            <AttachmentList attachments={message.attachments} />
          </div>
        </div>
      )}
      <p className="px-1 text-small text-ink-faint">
        <time dateTime={message.created_at}>{time}</time>
        {message.edited_at && ` · ${t('messages.edited')}`}
        {readBy.length > 0 && (
          <span data-testid="read-by" className="animate-ticks inline-block">
            <span aria-hidden>&nbsp;· </span>
            {t('messages.readBy', { names: namesOf(t, i18n.language, readBy) })}
          </span>
        )}
      </p>
    </li>
  )
}
