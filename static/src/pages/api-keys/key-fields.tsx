// The fields of a key: what people call it, what it is for, how much it may ask, and when it ends.
import type { UseFormReturn } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { KEY_SCOPES } from '@/api/types'
import { dayIn, readersZone } from '@/time/days'
import { CheckField } from '@/ui/check-field'
import { SelectField, TextField } from '@/ui/field'
import { fieldId } from '@/ui/form-errors'
import type { FormErrors } from '@/ui/form-errors'
import type { KeyField, KeyValues } from './key-values'
import { scopeName } from './scope-words'

interface KeyFieldsProps {
  /** The name of the form, of which the ids of its fields are made. */
  name: string
  form: UseFormReturn<KeyValues>
  at: FormErrors<KeyField>['at']
  /** Only administrators say how much a key may ask. */
  tiers: boolean
}

export function KeyFields({ name, form, at, tiers }: KeyFieldsProps) {
  const { t } = useTranslation()
  const field = (each: KeyField) => ({ id: fieldId(name, each), error: at[each], ...form.register(each) })
  const scopesId = fieldId(name, 'scopes')
  return (
    <>
      <TextField
        data-first-focus
        autoComplete="off"
        maxLength={100}
        label={t('apiKeys.name')}
        help={t('apiKeys.nameHelp')}
        {...field('name')}
      />
      <fieldset aria-describedby={at.scopes ? `${scopesId}-error` : undefined} className="flex flex-col gap-3">
        <legend className="mb-2 text-small font-semibold">{t('apiKeys.for')}</legend>
        {KEY_SCOPES.map((scope, n) => (
          <CheckField
            key={scope}
            {...form.register('scopes')}
            id={n === 0 ? scopesId : `${scopesId}-${n}`}
            value={scope}
            label={t(`apiKeys.scopes.${scopeName(scope)}`)}
            help={t(`apiKeys.scopeTexts.${scopeName(scope)}`)}
          />
        ))}
        {at.scopes && (
          <p id={`${scopesId}-error`} className="text-small font-medium text-harm-ink">
            {at.scopes}
          </p>
        )}
      </fieldset>
      {tiers && (
        <SelectField label={t('apiKeys.tier')} help={t('apiKeys.tierHelp')} {...field('rate_tier')}>
          <option value="standard">{t('apiKeys.tiers.standard')}</option>
          <option value="high">{t('apiKeys.tiers.high')}</option>
        </SelectField>
      )}
      <TextField
        type="date"
        min={dayIn(new Date(), readersZone())}
        optional
        label={t('apiKeys.lastDay')}
        help={t('apiKeys.lastDayHelp')}
        {...field('expires_on')}
      />
    </>
  )
}
