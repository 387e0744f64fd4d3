// Which messages to show: how they stand, over what, about what, in which words, to whom, of which days.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { templatesQuery } from '@/api/notification-templates'
import { CATEGORIES, CHANNELS, DELIVERY_STATES } from '@/api/types'
import { PersonFilter } from '@/pages/audit/person-filter'
import { DayFilter } from '@/ui/day-filter'
import { SelectField } from '@/ui/field'
import { deliveriesSearch } from './search'
import type { DeliveriesSearch } from './search'
import { templateName } from './template-name'

interface DeliveryFiltersProps {
  search: DeliveriesSearch
  onChange: (search: DeliveriesSearch) => void
}

export function DeliveryFilters({ search, onChange }: DeliveryFiltersProps) {
  const { t } = useTranslation()
  const { data: templates } = useQuery(templatesQuery)
  const change = (part: Partial<Record<keyof DeliveriesSearch, string>>) =>
    onChange(deliveriesSearch.parse({ ...search, ...part }))
  const known = templates?.results.map(({ template }) => template) ?? []
  // What the address says is offered too, whether or not there still is such a template.
  const offered = [...new Set([...known, ...(search.template ? [search.template] : [])])].sort()
  return (
    <form
      role="search"
      className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-4"
      onSubmit={(submit) => submit.preventDefault()}
    >
      <SelectField
        label={t('deliveries.state')}
        value={search.state ?? ''}
        onChange={(choice) => change({ state: choice.target.value })}
      >
        <option value="">{t('deliveries.anyState')}</option>
        {DELIVERY_STATES.map((state) => (
          <option key={state} value={state}>
            {t(`deliveries.states.${state}`)}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t('deliveries.channel')}
        value={search.channel ?? ''}
        onChange={(choice) => change({ channel: choice.target.value })}
      >
        <option value="">{t('deliveries.anyChannel')}</option>
        {CHANNELS.map((channel) => (
          <option key={channel} value={channel}>
            {t(`deliveries.channels.${channel}`)}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t('deliveries.category')}
        value={search.category ?? ''}
        onChange={(choice) => change({ category: choice.target.value })}
      >
        <option value="">{t('deliveries.anyCategory')}</option>
        {CATEGORIES.map((category) => (
          <option key={category} value={category}>
            {t(`deliveries.categories.${category}`)}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t('deliveries.template')}
        value={search.template ?? ''}
        onChange={(choice) => change({ template: choice.target.value })}
      >
        <option value="">{t('deliveries.anyTemplate')}</option>
        {offered.map((template) => (
          <option key={template} value={template}>
            {templateName(template)}
          </option>
        ))}
      </SelectField>
      <div className="sm:col-span-2">
        <PersonFilter label={t('deliveries.person')} id={search.person} onChoose={(person) => change({ person })} />
      </div>
      <DayFilter label={t('deliveries.from')} day={search.from} onChange={(from) => change({ from })} />
      <DayFilter label={t('deliveries.to')} day={search.to} onChange={(to) => change({ to })} />
    </form>
  )
}
