// What is asked about a new patient; only the name has to be known.
import type { UseFormReturn } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { ClinicHere } from '@/pages/clinic/clinic-here'
import { dayIn, readersZone } from '@/time/days'
import { SelectField, TextField } from '@/ui/field'
import { fieldId } from '@/ui/form-errors'
import type { FormErrors } from '@/ui/form-errors'
import type { PatientField, PatientValues } from './new-patient'

export const REGISTER_FORM = 'register-patient'

interface RegisterFieldsProps {
  form: UseFormReturn<PatientValues>
  at: FormErrors<PatientField>['at']
  /** To choose from; none where it is clear which clinic it is. */
  clinics: ClinicHere[]
}

export function RegisterFields({ form, at, clinics }: RegisterFieldsProps) {
  const { t } = useTranslation()
  const field = (name: PatientField) => ({ id: fieldId(REGISTER_FORM, name), error: at[name], ...form.register(name) })
  return (
    <>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField autoComplete="off" data-first-focus label={t('signUp.firstName')} {...field('first_name')} />
        <TextField autoComplete="off" label={t('signUp.lastName')} {...field('last_name')} />
      </div>
      <TextField
        type="date"
        max={dayIn(new Date(), readersZone())}
        optional
        autoComplete="off"
        label={t('profile.dateOfBirth')}
        help={t('register.bornHelp')}
        {...field('date_of_birth')}
      />
      <TextField
        type="tel"
        inputMode="tel"
        optional
        autoComplete="off"
        label={t('phone.label')}
        help={t('register.phoneHelp')}
        {...field('phone')}
      />
      <TextField
        type="email"
        inputMode="email"
        optional
        autoComplete="off"
        label={t('signIn.email')}
        help={t('register.emailHelp')}
        {...field('email')}
      />
      {clinics.length > 0 && (
        <SelectField label={t('clinic.choose')} {...field('clinic_id')}>
          <option value="">{t('invite.noClinic')}</option>
          {clinics.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
    </>
  )
}
