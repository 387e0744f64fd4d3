// About whom a conversation is, where somebody looks after others.
import type { ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import type { Profile } from '@/api/types'
import { SelectField } from '@/ui/field'

interface PatientFieldProps extends Omit<ComponentProps<typeof SelectField>, 'label'> {
  readerId: string
  dependants: Profile[]
}

export function PatientField({ readerId, dependants, ...rest }: PatientFieldProps) {
  const { t } = useTranslation()
  return (
    <SelectField label={t('messages.aboutWhom')} {...rest}>
      <option value="">{t('messages.aboutChoose')}</option>
      <option value={readerId}>{t('messages.aboutMyself')}</option>
      {dependants.map(({ id, first_name, last_name }) => (
        <option key={id} value={id}>
          {first_name} {last_name}
        </option>
      ))}
    </SelectField>
  )
}
