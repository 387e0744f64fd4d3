// An example of a template as it looks to the one who gets it.
import { useTranslation } from 'react-i18next'
import type { TemplatePreview } from '@/api/types'
import mark from '@/design/mark.svg'
import { MailPreview } from './mail-preview'

export function Preview({ preview }: { preview: TemplatePreview }) {
  return (
    <div data-testid="preview" data-channel={preview.channel} lang={preview.locale}>
      {preview.channel === 'email' && <MailPreview preview={preview} />}
      {preview.channel === 'sms' && <SmsPreview preview={preview} />}
      {preview.channel === 'push' && <PushPreview preview={preview} />}
      {preview.channel === 'in_app' && <InAppPreview preview={preview} />}
    </div>
  )
}

/** A text as a phone shows it, and how much of it fits. */
function SmsPreview({ preview: { text, characters, segments, encoding } }: { preview: TemplatePreview }) {
  const { t } = useTranslation()
  return (
    <figure aria-label={t('templates.sms')} className="flex flex-col gap-3">
      <div className="max-w-sm rounded-base border border-line bg-sunken px-4 pt-8 pb-10">
        <p className="max-w-72 rounded-base rounded-bl-none bg-surface px-4 py-2.5 whitespace-pre-wrap wrap-anywhere shadow-raised">
          {text}
        </p>
      </div>
      {/* Measured by the server, told in the language of the page. */}
      <figcaption lang="en" className="text-small text-ink-soft">
        <span data-testid="measure">
          {t('templates.characters', { count: characters ?? 0 })} · {t('templates.segments', { count: segments ?? 0 })} ·{' '}
          {encoding}
        </span>
        {/ucs/i.test(encoding ?? '') && <span className="block text-waiting-ink">{t('templates.ucs2')}</span>}
      </figcaption>
    </figure>
  )
}

function PushPreview({ preview: { title, body } }: { preview: TemplatePreview }) {
  const { t } = useTranslation()
  return (
    <figure aria-label={t('templates.push')} className="max-w-md rounded-base border border-line bg-sunken px-4 py-8">
      <div className="flex items-start gap-3 rounded-base bg-surface p-4 shadow-raised">
        <img src={mark} alt="" width={36} height={36} className="shrink-0" />
        <div className="min-w-0">
          <p className="font-semibold wrap-anywhere">{title}</p>
          <p className="text-small wrap-anywhere text-ink-soft">{body}</p>
        </div>
      </div>
    </figure>
  )
}

/** As among those behind the bell. */
function InAppPreview({ preview: { title, body } }: { preview: TemplatePreview }) {
  const { t } = useTranslation()
  return (
    <figure aria-label={t('templates.inApp')} className="flex max-w-md gap-3 rounded-base border border-line bg-surface px-4 py-3">
      <span aria-hidden className="mt-2 size-2 shrink-0 rounded-full bg-action" />
      <div className="min-w-0">
        <p className="font-semibold wrap-anywhere">{title}</p>
        <p className="text-small wrap-anywhere text-ink-soft">{body}</p>
      </div>
    </figure>
  )
}
