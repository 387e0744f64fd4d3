// The fields of the entry: what patients read, and how bookings are taken.
import { useQuery } from '@tanstack/react-query'
import { Controller } from 'react-hook-form'
import type { UseFormReturn } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { specialtiesQuery } from '@/api/doctors'
import { CheckField } from '@/ui/check-field'
import { SelectField, TextArea, TextField } from '@/ui/field'
import { fieldId } from '@/ui/form-errors'
import type { FormErrors } from '@/ui/form-errors'
import type { EntryField, EntryValues } from './entry-values'
import { LanguagesField } from './languages-field'

const PAIR = 'grid gap-5 sm:grid-cols-2'
export const CURRENCIES = ['EUR', 'GBP', 'USD', 'CHF', 'CAD', 'AUD', 'DKK', 'NOK', 'PLN', 'SEK']

interface FieldsProps {
  /** Of the form: the ids of its inputs begin with it. */
  name: string
  form: UseFormReturn<EntryValues>
  at: FormErrors<EntryField>['at']
}

function propsOf({ name, form, at }: FieldsProps) {
  return (field: EntryField) => ({ id: fieldId(name, field), error: at[field], ...form.register(field) })
}

export function PublicFields(props: FieldsProps) {
  const { t } = useTranslation()
  const { data: specialties = [] } = useQuery(specialtiesQuery)
  const field = propsOf(props)
  const known = fieldId(props.name, 'known-specialties')
  return (
    <>
      <div className={PAIR}>
        <TextField autoComplete="off" maxLength={100} list={known} label={t('doctors.specialty')} {...field('specialty')} />
        <datalist id={known}>
          {specialties.map((specialty) => (
            <option key={specialty} value={specialty} />
          ))}
        </datalist>
        <TextField autoComplete="off" maxLength={100} optional label={t('directory.subspecialty')} {...field('subspecialty')} />
      </div>
      <TextArea optional maxLength={2000} label={t('directory.bio')} help={t('directory.bioHelp')} {...field('bio')} />
      <Controller
        control={props.form.control}
        name="languages"
        render={({ field: { value, onChange } }) => (
          <LanguagesField
            id={fieldId(props.name, 'languages')}
            error={props.at.languages}
            value={value}
            onChange={onChange}
          />
        )}
      />
      <TextField
        inputMode="numeric"
        autoComplete="off"
        optional
        label={t('directory.years')}
        help={t('directory.yearsHelp')}
        {...field('years_experience')}
      />
    </>
  )
}

export function BookingFields(props: FieldsProps) {
  const { t } = useTranslation()
  const field = propsOf(props)
  const present = props.form.formState.defaultValues?.currency ?? ''
  const currencies = present === '' || CURRENCIES.includes(present) ? CURRENCIES : [present, ...CURRENCIES]
  const check = (name: 'accepts_new_patients' | 'auto_confirm') => ({
    id: fieldId(props.name, name),
    ...props.form.register(name),
  })
  return (
    <>
      <div className={PAIR}>
        <TextField
          inputMode="decimal"
          autoComplete="off"
          optional
          label={t('directory.fee')}
          help={t('directory.feeHelp')}
          {...field('consultation_fee')}
        />
        <SelectField label={t('directory.currency')} {...field('currency')}>
          {present === '' && <option value="">{t('directory.noCurrency')}</option>}
          {currencies.map((currency) => (
            <option key={currency} value={currency}>
              {currency}
            </option>
          ))}
        </SelectField>
      </div>
      <CheckField
        label={t('directory.accepts')}
        help={t('directory.acceptsHelp')}
        {...check('accepts_new_patients')}
      />
      <CheckField label={t('directory.autoConfirm')} help={t('directory.autoConfirmHelp')} {...check('auto_confirm')} />
    </>
  )
}
