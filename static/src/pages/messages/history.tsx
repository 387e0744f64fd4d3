// What was said, from the oldest that was read to what is on its way. The pane is laid out from its end, where it opens:
// what comes above or below moves nothing that is being read.
import { ArrowDown } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { serverClock } from '@/api/server-clock'
import type { Conversation, Message } from '@/api/types'
import { readersZone } from '@/time/days'
import { formatDay } from '@/time/format'
import { useNow } from '@/time/use-now'
import { Button } from '@/ui/button'
import { Bubble } from './bubble'
import { byDay, goesOn } from './by-day'
import { called } from './called'
import { Older } from './older'
import { receipts, toMarkRead } from './receipts'
import { UnsentBubble } from './unsent-bubble'
import { useInView } from './use-in-view'
import { useMarkRead } from './use-mark-read'
import type { useThread } from './use-thread'

/** How often it is looked whether a message may still be changed. */
const LOOKS_AGAIN_MS = 10_000

interface HistoryProps {
  conversation: Conversation
  thread: ReturnType<typeof useThread>
  readerId: string
}

export function History({ conversation, thread, readerId }: HistoryProps) {
  const { t } = useTranslation()
  const { messages, unsent, history, mark } = thread
  const zone = readersZone()
  const now = useNow(LOOKS_AGAIN_MS)
  const pane = useRef<HTMLDivElement>(null)
  const [end, endInView] = useInView()
  const messageId = toMarkRead(messages, conversation.participants, readerId)
  useMarkRead({ conversationId: conversation.id, readerId, messageId, endInView, onMarked: mark })
  const toEnd = () => pane.current?.scrollTo({ top: 0 })
  const lastUnsent = unsent.at(-1)?.clientId
  useEffect(() => {
    // Whoever has sent something wants to see it.
    if (lastUnsent !== undefined) pane.current?.scrollTo({ top: 0 })
  }, [lastUnsent])

  const readBy = receipts(messages, conversation.participants, readerId)
  const nameOf = ({ sender_id, sender_name }: Message) => {
    const sender = conversation.participants.find(({ id }) => id === sender_id)
    return sender ? called(t, sender) : sender_name
  }
  const heard = messages.findLast(({ sender_id }) => sender_id !== readerId)
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={pane}
        role="region"
        aria-label={t('messages.history')}
        tabIndex={0}
        data-testid="history"
        className="flex min-h-0 flex-1 flex-col-reverse overflow-y-auto overscroll-contain px-4 -outline-offset-2"
      >
        <div className="flex flex-col gap-4 py-4">
          <Older history={history} />
          {messages.length === 0 && unsent.length === 0 && (
            <p className="py-8 text-center text-ink-soft">{t('messages.nothingSaidYet')}</p>
          )}
          {byDay(messages, zone).map(({ day, messages: said }) => (
            <section key={day} aria-labelledby={`said-${day}`} className="flex flex-col gap-3">
              {/* Earlier messages of the day come below it: it is not what stays in its place. */}
              <h3
                id={`said-${day}`}
                className="self-center rounded-full bg-sunken px-3 py-0.5 text-small text-ink-soft [overflow-anchor:none]"
              >
                {formatDay(day, 'full')}
              </h3>
              <ol className="flex flex-col gap-1.5">
                {said.map((message, index) => (
                  <Bubble
                    key={message.id}
                    message={message}
                    own={message.sender_id === readerId}
                    name={nameOf(message)}
                    goesOn={goesOn(message, said[index - 1])}
                    zone={zone}
                    now={serverClock.now(now.getTime())}
                    readBy={readBy.get(message.id) ?? []}
                  />
                ))}
              </ol>
            </section>
          ))}
          {unsent.length > 0 && (
            <ol aria-label={t('messages.unsent')} className="flex flex-col gap-1.5">
              {unsent.map((each) => (
                <UnsentBubble key={each.clientId} unsent={each} />
              ))}
            </ol>
          )}
          <div ref={end} className="h-px" />
        </div>
      </div>
      {!endInView && (
        <Button kind="secondary" onClick={toEnd} className="animate-arrives absolute bottom-3 self-center shadow-raised">
          <ArrowDown aria-hidden className="size-4" />
          {t(messageId === null ? 'messages.toEnd' : 'messages.toNew')}
        </Button>
      )}
      <p role="status" className="sr-only">
        {heard && t('messages.heard', { name: nameOf(heard), body: heard.body })}
      </p>
    </div>
  )
}
