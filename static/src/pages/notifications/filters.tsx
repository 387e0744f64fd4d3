// What of the inbox is looked at: all, the unread, or what was put away; and about what. It is in the address.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { unreadQuery } from '@/api/notifications'
import { CATEGORIES } from '@/api/types'
import { SelectField } from '@/ui/field'
import { inboxSearch } from './search'
import type { InboxSearch } from './search'

const VIEWS = [undefined, 'unread', 'away'] as const

interface FiltersProps {
  search: InboxSearch
  onChange: (search: InboxSearch) => void
}

export function Filters({ search, onChange }: FiltersProps) {
  const { t } = useTranslation()
  const { data: unread = 0 } = useQuery(unreadQuery)
  const look = (here: boolean) =>
    here
      ? 'inline-flex min-h-11 items-center gap-2 rounded-base bg-action-wash px-4 font-semibold text-action-ink'
      : 'inline-flex min-h-11 items-center gap-2 rounded-base px-4 font-medium text-ink-soft hover:bg-sunken hover:text-ink'
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <nav aria-label={t('inbox.views.label')} className="flex flex-wrap gap-1">
        {VIEWS.map((view) => (
          <Link
            key={view ?? 'all'}
            to="/notifications"
            search={{ ...search, view }}
            aria-current={search.view === view ? 'page' : undefined}
            className={look(search.view === view)}
          >
            {t(`inbox.views.${view ?? 'all'}`)}
            {view === 'unread' && unread > 0 && (
              <span
                key={unread}
                data-testid="inbox-unread"
                className="animate-ticks inline-flex h-5 min-w-5 items-center justify-center rounded-full bg-action px-1.5 text-small leading-none font-bold text-on-action"
              >
                {unread > 99 ? '99+' : unread}
              </span>
            )}
          </Link>
        ))}
      </nav>
      <div className="w-full sm:w-60">
        <SelectField
          label={t('inbox.category')}
          value={search.category ?? ''}
          onChange={(change) => onChange(inboxSearch.parse({ ...search, category: change.target.value }))}
        >
          <option value="">{t('inbox.anyCategory')}</option>
          {CATEGORIES.map((category) => (
            <option key={category} value={category}>
              {t(`categories.${category}`)}
            </option>
          ))}
        </SelectField>
      </div>
    </div>
  )
}
