// Whom a visit is for, where somebody looks after others.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { dependantsQuery } from '@/api/profiles'
import { SelectField } from '@/ui/field'

interface WhoFieldProps {
  /** The id of a dependant; empty for oneself. */
  value: string
  onChange: (patientId: string) => void
}

export function WhoField({ value, onChange }: WhoFieldProps) {
  const { t } = useTranslation()
  const { data: dependants = [] } = useQuery(dependantsQuery)
  if (dependants.length === 0) return null
  return (
    <SelectField label={t('confirm.who')} value={value} onChange={(change) => onChange(change.target.value)}>
      <option value="">{t('confirm.myself')}</option>
      {dependants.map((dependant) => (
        <option key={dependant.id} value={dependant.id}>
          {dependant.first_name} {dependant.last_name}
        </option>
      ))}
    </SelectField>
  )
}
