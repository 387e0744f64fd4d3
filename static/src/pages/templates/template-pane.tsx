// One template: over which channel and in which language to look at it, what may be filled in, and how it looks.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { templatePreviewQuery } from '@/api/notification-templates'
import { languageName } from '@/i18n/language-name'
import { CHANNEL_ICONS } from '@/pages/deliveries/looks'
import { templateName } from '@/pages/deliveries/template-name'
import { ErrorState, Skeleton } from '@/ui/states'
import { Preview } from './preview'
import type { Shown, TemplatesSearch } from './search'

interface TemplatePaneProps {
  shown: Shown
  locales: string[]
}

export function TemplatePane({ shown: { template, channel, locale }, locales }: TemplatePaneProps) {
  const { t } = useTranslation()
  const preview = useQuery(templatePreviewQuery(template.template, channel, locale))
  return (
    <article aria-labelledby="template" className="flex flex-col gap-5">
      <div>
        <h2 id="template" className="text-title font-semibold">
          {templateName(template.template)}
        </h2>
        <p className="text-small text-ink-faint">
          <code>{template.template}</code> · {t(`deliveries.categories.${template.category}`)}
        </p>
      </div>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <Choices label={t('templates.channels')}>
          {template.channels.map((each) => {
            const Icon = CHANNEL_ICONS[each]
            return (
              <Choice key={each} part={{ channel: each }} chosen={each === channel}>
                <Icon aria-hidden className="size-4" />
                {t(`deliveries.channels.${each}`)}
              </Choice>
            )
          })}
        </Choices>
        <Choices label={t('templates.languages')}>
          {locales.map((each) => (
            <Choice key={each} part={{ locale: each }} chosen={each === locale}>
              {languageName(each)}
            </Choice>
          ))}
        </Choices>
      </div>
      {preview.data ? (
        <Preview preview={preview.data} />
      ) : preview.error ? (
        <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
      ) : (
        <Skeleton className="h-80" />
      )}
      <section aria-labelledby="variables" className="flex flex-col gap-2">
        <h3 id="variables" className="font-semibold">
          {t('templates.variables')}
        </h3>
        <p className="text-small text-ink-soft">
          {t(template.variables.length > 0 ? 'templates.variablesText' : 'templates.noVariables')}
        </p>
        <ul className="flex flex-wrap gap-2">
          {template.variables.map((variable) => (
            <li key={variable}>
              <code className="rounded-base bg-sunken px-2 py-1 text-small">{variable}</code>
            </li>
          ))}
        </ul>
      </section>
    </article>
  )
}

function Choices({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav aria-label={label}>
      <ul className="flex flex-wrap gap-1">{children}</ul>
    </nav>
  )
}

interface ChoiceProps {
  part: Partial<TemplatesSearch>
  chosen: boolean
  children: ReactNode
}

function Choice({ part, chosen, children }: ChoiceProps) {
  return (
    <li>
      <Link
        to="/admin/templates"
        search={(before) => ({ ...before, ...part })}
        replace
        resetScroll={false}
        // The first is shown where the address names none.
        aria-current={chosen ? 'page' : undefined}
        className={
          chosen
            ? 'inline-flex min-h-11 items-center gap-2 rounded-base bg-action-wash px-4 font-semibold text-action-ink'
            : 'inline-flex min-h-11 items-center gap-2 rounded-base px-4 font-medium text-ink-soft hover:bg-sunken hover:text-ink'
        }
      >
        {children}
      </Link>
    </li>
  )
}
