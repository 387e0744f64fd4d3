// The templates, by what they are about, each with the channels that it has words for.
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { CATEGORIES } from '@/api/types'
import type { NotificationTemplate } from '@/api/types'
import { CHANNEL_ICONS } from '@/pages/deliveries/looks'
import { templateName } from '@/pages/deliveries/template-name'
import { walkRows } from '@/ui/arrow-keys'

export function TemplateList({ templates }: { templates: NotificationTemplate[] }) {
  const { t } = useTranslation()
  return (
    <nav aria-label={t('templates.list')} onKeyDown={walkRows} className="flex flex-col gap-5">
      {CATEGORIES.map((category) => {
        const these = templates.filter((template) => template.category === category)
        return (
          these.length > 0 && (
            <section key={category} aria-labelledby={`about-${category}`}>
              <h2 id={`about-${category}`} className="mb-1.5 px-3 text-small font-semibold text-ink-faint">
                {t(`deliveries.categories.${category}`)}
              </h2>
              <ul className="divide-y divide-line rounded-base border border-line bg-surface">
                {these.map((template) => (
                  <Row key={template.template} template={template} />
                ))}
              </ul>
            </section>
          )
        )
      })}
    </nav>
  )
}

function Row({ template: { template, channels } }: { template: NotificationTemplate }) {
  const { t } = useTranslation()
  return (
    <li>
      <Link
        to="/admin/templates"
        search={({ channel, locale }) => ({ channel, locale, template })}
        data-row
        data-testid="template"
        data-template={template}
        resetScroll={false}
        className="flex min-h-11 items-center justify-between gap-3 rounded-base px-3 py-2"
        activeProps={{ className: 'bg-action-wash font-semibold text-action-ink' }}
        inactiveProps={{ className: 'hover:bg-sunken' }}
      >
        <span className="min-w-0 wrap-anywhere">{templateName(template)}</span>
        <span className="flex shrink-0 gap-1.5 text-ink-soft">
          {channels.map((channel) => {
            const Icon = CHANNEL_ICONS[channel]
            return <Icon key={channel} role="img" aria-label={t(`deliveries.channels.${channel}`)} className="size-4" />
          })}
        </span>
      </Link>
    </li>
  )
}
