// A mail: its subject, and beside each other what a reader of HTML shows and the plain text of it.
import { useTranslation } from 'react-i18next'
import type { TemplatePreview } from '@/api/types'
import { MailFrame } from './mail-frame'

export function MailPreview({ preview: { subject, html, text } }: { preview: TemplatePreview }) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col gap-4">
      <p className="rounded-base border border-line bg-surface px-4 py-3">
        <span lang="en" className="block text-small text-ink-faint">
          {t('templates.subject')}
        </span>
        <span data-testid="subject" className="font-semibold wrap-anywhere">
          {subject}
        </span>
      </p>
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        {html && (
          <section aria-labelledby="as-mail" className="flex min-w-0 flex-col gap-2">
            <h3 id="as-mail" lang="en" className="text-small font-semibold text-ink-faint">
              {t('templates.asMail')}
            </h3>
            <MailFrame html={html} title={t('templates.mailFrame')} />
          </section>
        )}
        <section aria-labelledby="as-text" className="flex min-w-0 flex-col gap-2">
          <h3 id="as-text" lang="en" className="text-small font-semibold text-ink-faint">
            {t('templates.asText')}
          </h3>
          <pre className="rounded-base border border-line bg-surface p-4 font-sans text-small whitespace-pre-wrap wrap-anywhere">
            {text}
          </pre>
        </section>
      </div>
    </div>
  )
}
