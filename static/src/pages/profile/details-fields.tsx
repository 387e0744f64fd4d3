// The fields of the details: what everybody has, and what patients have.
import type { UseFormReturn } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { LANGUAGES } from '@/i18n/languages'
import { dayIn, readersZone } from '@/time/days'
import { SelectField, TextArea, TextField } from '@/ui/field'
import { fieldId } from '@/ui/form-errors'
import type { FormErrors } from '@/ui/form-errors'
import { ZoneField } from '@/ui/zone-field'
import type { Detail, Details } from './details'

export const DETAILS_FORM = 'details'
const GENDERS = ['F', 'M', 'O', 'P'] as const
const PAIR = 'grid gap-5 sm:grid-cols-2'

interface FieldsProps {
  form: UseFormReturn<Details>
  at: FormErrors<Detail>['at']
}

function propsOf({ form, at }: FieldsProps) {
  return (detail: Detail) => ({ id: fieldId(DETAILS_FORM, detail), error: at[detail], ...form.register(detail) })
}

export function PersonFields({ presentZone, ...rest }: FieldsProps & { presentZone: string }) {
  const { t } = useTranslation()
  const field = propsOf(rest)
  return (
    <>
      <div className={PAIR}>
        <TextField autoComplete="given-name" label={t('signUp.firstName')} {...field('first_name')} />
        <TextField autoComplete="family-name" label={t('signUp.lastName')} {...field('last_name')} />
      </div>
      <div className={PAIR}>
        <SelectField label={t('profile.language')} help={t('profile.languageHelp')} {...field('locale')}>
          {Object.entries(LANGUAGES).map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </SelectField>
        <ZoneField label={t('profile.timeZone')} help={t('profile.timeZoneHelp')} present={presentZone} {...field('time_zone')} />
      </div>
    </>
  )
}

export function PatientFields(props: FieldsProps) {
  const { t } = useTranslation()
  const field = propsOf(props)
  return (
    <>
      <div className={PAIR}>
        <TextField
          type="date"
          autoComplete="bday"
          max={dayIn(new Date(), readersZone())}
          optional
          label={t('profile.dateOfBirth')}
          {...field('date_of_birth')}
        />
        <SelectField optional label={t('profile.gender')} {...field('gender')}>
          <option value="">{t('profile.notSaid')}</option>
          {GENDERS.map((gender) => (
            <option key={gender} value={gender}>
              {t(`profile.genders.${gender}`)}
            </option>
          ))}
        </SelectField>
      </div>
      <TextArea autoComplete="street-address" optional label={t('profile.address')} {...field('address')} />
      <TextField
        optional
        autoComplete="off"
        label={t('profile.insurance')}
        help={t('profile.insuranceHelp')}
        {...field('insurance')}
      />
      <fieldset>
        <legend className="mb-3 font-semibold">{t('profile.emergency')}</legend>
        <div className={PAIR}>
          <TextField optional autoComplete="off" label={t('profile.emergencyName')} {...field('emergency_contact')} />
          <TextField
            type="tel"
            inputMode="tel"
            optional
            autoComplete="off"
            label={t('profile.emergencyPhone')}
            {...field('emergency_phone')}
          />
        </div>
      </fieldset>
    </>
  )
}
