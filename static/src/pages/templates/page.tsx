// Templates: the words that people get, and how each looks over a channel in a language. What is shown is in the address.
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { BookOpenText, SearchX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { templatesQuery } from '@/api/notification-templates'
import type { NotificationTemplates } from '@/api/types'
import { Gate } from '@/session/gate'
import { classNames } from '@/ui/class-names'
import { PageHead } from '@/ui/page-head'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { BackToList } from './back-to-list'
import { shownBy } from './search'
import { TemplateList } from './template-list'
import { TemplatePane } from './template-pane'

export function TemplatesPage() {
  const { t } = useTranslation()
  return (
    <Gate title={t('templates.title')} roles={['admin']}>
      {() => <Templates />}
    </Gate>
  )
}

function Templates() {
  const { t } = useTranslation()
  const { data: templates, error, refetch } = useQuery(templatesQuery)
  return (
    <div className="flex flex-col gap-6">
      <PageHead title={t('templates.title')} lead={t('templates.lead')} />
      {templates ? (
        <ListAndPreview templates={templates} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton className="h-96" />
      )}
    </div>
  )
}

function ListAndPreview({ templates }: { templates: NotificationTemplates }) {
  const { t } = useTranslation()
  const shown = shownBy(useSearch({ from: '/admin/templates' }), templates)
  if (templates.results.length === 0) {
    return (
      <EmptyState icon={<BookOpenText aria-hidden className="size-6" />} title={t('templates.emptyTitle')}>
        {t('templates.empty')}
      </EmptyState>
    )
  }
  return (
    // On a phone it is the one or the other.
    <div className="grid items-start gap-6 lg:grid-cols-[18rem_minmax(0,1fr)]">
      <div className={classNames(shown !== undefined && 'max-lg:hidden')}>
        <TemplateList templates={templates.results} />
      </div>
      <div className={classNames('flex min-w-0 flex-col gap-4', shown === undefined && 'max-lg:hidden')}>
        <BackToList />
        {shown === undefined && (
          <EmptyState icon={<BookOpenText aria-hidden className="size-6" />} title={t('templates.chooseTitle')}>
            {t('templates.choose')}
          </EmptyState>
        )}
        {shown === null && (
          <EmptyState icon={<SearchX aria-hidden className="size-6" />} title={t('templates.unknownTitle')}>
            {t('templates.unknown')}
          </EmptyState>
        )}
        {shown && <TemplatePane shown={shown} locales={templates.locales} />}
      </div>
    </div>
  )
}
