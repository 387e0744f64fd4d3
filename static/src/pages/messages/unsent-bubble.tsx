// A message on its way: waiting for the server, or refused, and what can be done then.
import { useTranslation } from 'react-i18next'
import { isRefusal } from '@/api/refusal'
import { useConnection } from '@/live/use-connection'
import { useErrorText } from '@/ui/states'
import { AttachmentList } from './attachment-list'
import type { Unsent } from './outbox'
import { outbox } from './the-outbox'

const ACTION = 'min-h-9 font-semibold text-action-ink underline underline-offset-2'

/** Refused for what goes along, as it may be: files that were not sent in time are gone. */
function mayBeItsFiles({ attachments }: Unsent, error: unknown): boolean {
  if (attachments.length === 0 || !isRefusal(error)) return false
  return error.status === 404 || (error.problem.errors ?? []).some(({ field }) => field === 'attachments')
}

export function UnsentBubble({ unsent }: { unsent: Unsent }) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const { state } = useConnection()
  const error = outbox.errorOf(unsent.clientId)
  const filesGone = mayBeItsFiles(unsent, error)
  const status = unsent.refused ? 'notSent' : state === 'live' ? 'sending' : 'waits'
  return (
    <li
      data-testid="unsent"
      data-status={status}
      className="animate-arrives flex max-w-[min(36rem,88%)] flex-col items-end self-end"
    >
      <p className="sr-only">{t('messages.you')}</p>
      <div className="min-w-0 rounded-base border border-dashed border-action-line bg-surface px-3.5 py-2">
        <p data-testid="body" className="wrap-anywhere whitespace-pre-wrap">
          {unsent.body}
        </p>
        <AttachmentList attachments={unsent.attachments} />
      </div>
      <div role="status" className="flex flex-wrap items-center justify-end gap-x-3 px-1 text-small text-ink-soft">
        <span className={unsent.refused ? 'font-medium text-harm-ink' : undefined}>
          {t(`messages.${status}`)}
          {error !== undefined && ` ${filesGone ? t('messages.filesGone') : errorText(error)}`}
        </span>
        {unsent.refused && (
          <>
            <button type="button" className={ACTION} onClick={() => outbox.retry(unsent.clientId)}>
              {t('error.again')}
            </button>
            {unsent.attachments.length > 0 && (
              <button type="button" className={ACTION} onClick={() => outbox.retry(unsent.clientId, { attachments: [] })}>
                {t('messages.withoutFiles')}
              </button>
            )}
            <button type="button" className={ACTION} onClick={() => outbox.discard(unsent.clientId)}>
              {t('messages.discard')}
            </button>
          </>
        )}
      </div>
    </li>
  )
}
