// What the conversation is about, who takes part, and who of them is here now.
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '@/api/types'
import { called, othersOf } from './called'
import { BackToList } from './back-to-list'

interface ThreadHeadProps {
  conversation: Conversation
  readerId: string
  present: readonly string[]
}

export function ThreadHead({ conversation, readerId, present }: ThreadHeadProps) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col border-b border-line px-4 py-2.5">
      <BackToList />
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id="conversation" className="min-w-0 text-large font-semibold wrap-anywhere">
          {conversation.subject}
        </h2>
        {conversation.appointment_id && (
          <Link
            to="/appointments"
            search={{ appointment: conversation.appointment_id }}
            className="text-small font-semibold text-action-ink underline underline-offset-2"
          >
            {t('messages.toVisit')}
          </Link>
        )}
      </div>
      <ul aria-label={t('messages.with')} className="flex flex-wrap gap-x-4 gap-y-0.5 text-small text-ink-soft">
        {othersOf(conversation, readerId).map((person) => {
          const here = present.includes(person.id)
          return (
            <li key={person.id} data-testid="participant" data-present={here} className="inline-flex items-center gap-1.5">
              {called(t, person)}
              {here && (
                <span className="animate-arrives inline-flex items-center gap-1 text-action-ink">
                  <span aria-hidden className="size-2 rounded-full bg-action" />
                  {t('messages.here')}
                </span>
              )}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
