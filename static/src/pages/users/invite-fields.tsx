// The fields of an invitation; doctors have some of their own.
import { useQuery } from '@tanstack/react-query'
import type { UseFormReturn } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { clinicsQuery } from '@/api/clinics'
import { specialtiesQuery } from '@/api/doctors'
import { SelectField, TextField } from '@/ui/field'
import { fieldId } from '@/ui/form-errors'
import type { FormErrors } from '@/ui/form-errors'
import { INVITED_ROLES, requiredOf } from './invitation'
import type { InvitationField, InvitationValues } from './invitation'

export const INVITE_FORM = 'invite'
const KNOWN_SPECIALTIES = fieldId(INVITE_FORM, 'known-specialties')

interface InviteFieldsProps {
  form: UseFormReturn<InvitationValues>
  at: FormErrors<InvitationField>['at']
}

export function InviteFields({ form, at }: InviteFieldsProps) {
  const { t } = useTranslation()
  const { data: clinics = [] } = useQuery(clinicsQuery)
  const { data: specialties = [] } = useQuery(specialtiesQuery)
  const role = form.watch('role')
  const field = (name: InvitationField) => ({ id: fieldId(INVITE_FORM, name), error: at[name], ...form.register(name) })
  return (
    <>
      <SelectField label={t('users.role')} data-first-focus {...field('role')}>
        {INVITED_ROLES.map((each) => (
          <option key={each} value={each}>
            {t(`users.roles.${each}`)}
          </option>
        ))}
      </SelectField>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField autoComplete="off" label={t('signUp.firstName')} {...field('first_name')} />
        <TextField autoComplete="off" label={t('signUp.lastName')} {...field('last_name')} />
      </div>
      <TextField
        type="email"
        inputMode="email"
        autoComplete="off"
        label={t('signIn.email')}
        help={t('invite.emailHelp')}
        {...field('email')}
      />
      <SelectField optional={!requiredOf(role).includes('clinic_id')} label={t('invite.clinic')} {...field('clinic_id')}>
        <option value="">{t('invite.noClinic')}</option>
        {clinics.map((clinic) => (
          <option key={clinic.id} value={clinic.id}>
            {clinic.name}
          </option>
        ))}
      </SelectField>
      {role === 'doctor' && (
        <div className="grid gap-5 sm:grid-cols-2">
          <TextField
            autoComplete="off"
            list={KNOWN_SPECIALTIES}
            label={t('doctors.specialty')}
            {...field('specialty')}
          />
          <datalist id={KNOWN_SPECIALTIES}>
            {specialties.map((specialty) => (
              <option key={specialty} value={specialty} />
            ))}
          </datalist>
          <TextField autoComplete="off" label={t('invite.license')} {...field('license_number')} />
        </div>
      )}
    </>
  )
}
