// A conversation, opened: who takes part, what was said, and what to say next. Files may be dropped anywhere on it.
import { useState } from 'react'
import type { DragEvent, KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '@/api/types'
import { classNames } from '@/ui/class-names'
import { namesOf } from './called'
import { Composer } from './composer'
import { History } from './history'
import { ThreadHead } from './thread-head'
import { useOthers } from './use-others'
import type { useThread } from './use-thread'
import { useUploads } from './use-uploads'

interface ThreadProps {
  conversation: Conversation
  thread: ReturnType<typeof useThread>
  readerId: string
  onLeave: () => void
}

export function Thread({ conversation, thread, readerId, onLeave }: ThreadProps) {
  const { t, i18n } = useTranslation()
  const { present, typing } = useOthers(conversation.id)
  const uploads = useUploads(conversation.id, readerId)
  const [over, setOver] = useState(false)
  const writers = conversation.participants.filter(({ id }) => id !== readerId && typing.includes(id))
  const leaveByKey = (key: KeyboardEvent) => {
    if (key.key === 'Escape' && !key.defaultPrevented) onLeave()
  }
  const drag = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    setOver(event.type !== 'dragleave' && event.type !== 'drop')
    if (event.type === 'drop') uploads.add([...event.dataTransfer.files])
  }
  return (
    <section
      aria-labelledby="conversation"
      data-testid="thread"
      data-id={conversation.id}
      onKeyDown={leaveByKey}
      onDragOver={drag}
      onDragLeave={drag}
      onDrop={drag}
      className={classNames(
        'flex h-[calc(100dvh-10.25rem)] min-h-96 flex-col overflow-hidden rounded-base border bg-surface max-lg:-mb-12 lg:h-full',
        over ? 'border-action' : 'border-line',
      )}
    >
      <ThreadHead conversation={conversation} readerId={readerId} present={present} />
      <History conversation={conversation} thread={thread} readerId={readerId} />
      <p role="status" data-testid="typing" className="min-h-6 px-4 text-small text-ink-soft">
        {writers.length > 0 &&
          t('messages.typing', { names: namesOf(t, i18n.language, writers), count: writers.length })}
      </p>
      <Composer conversationId={conversation.id} uploads={uploads} />
    </section>
  )
}
