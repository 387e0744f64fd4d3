// What to look for in the trail: who, whose data, what, how it ended, when.
import { useTranslation } from 'react-i18next'
import { DayFilter } from '@/ui/day-filter'
import { SelectField } from '@/ui/field'
import { SearchField } from '@/ui/search-field'
import { PersonFilter } from './person-filter'
import { auditSearch } from './search'
import type { AuditSearch } from './search'

/** Families of actions that there are; others may be written all the same. */
const FAMILIES = [
  'account.*',
  'api_key.*',
  'appointment.*',
  'appointment.book',
  'audit.*',
  'break_glass.*',
  'clinic.*',
  'consent.*',
  'patient.*',
  'profile.*',
]

interface AuditFiltersProps {
  search: AuditSearch
  onChange: (search: AuditSearch) => void
}

export function AuditFilters({ search, onChange }: AuditFiltersProps) {
  const { t } = useTranslation()
  const change = (part: Partial<Record<keyof AuditSearch, string>>) => onChange(auditSearch.parse({ ...search, ...part }))
  return (
    <form
      role="search"
      className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3"
      onSubmit={(submit) => submit.preventDefault()}
    >
      <PersonFilter label={t('audit.actor')} id={search.actor} onChoose={(actor) => change({ actor })} />
      <PersonFilter
        label={t('audit.patient')}
        id={search.patient}
        role="patient"
        onChoose={(patient) => change({ patient })}
      />
      <SearchField
        label={t('audit.action')}
        placeholder={t('audit.actionPlaceholder')}
        suggestions={FAMILIES}
        value={search.action ?? ''}
        onSearch={(action) => change({ action: action || undefined })}
      />
      <SelectField
        label={t('audit.outcome')}
        value={search.outcome ?? ''}
        onChange={(choice) => change({ outcome: choice.target.value })}
      >
        <option value="">{t('audit.anyOutcome')}</option>
        <option value="ok">{t('audit.outcomes.ok')}</option>
        <option value="refused">{t('audit.outcomes.refused')}</option>
      </SelectField>
      <DayFilter label={t('audit.from')} day={search.from} onChange={(from) => change({ from })} />
      <DayFilter label={t('audit.to')} day={search.to} onChange={(to) => change({ to })} />
    </form>
  )
}
