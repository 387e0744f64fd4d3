// The hours in which what can wait is held back: the usual ones, one's own, or none.
import { Link } from '@tanstack/react-router'
import { useWatch } from 'react-hook-form'
import type { UseFormReturn } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { zoneCity } from '@/time/format'
import { TextField } from '@/ui/field'
import { fieldId } from '@/ui/form-errors'
import type { FormErrors } from '@/ui/form-errors'
import { PREFERENCES_FORM } from './matrix'
import type { PreferenceField, PreferenceValues } from './values'

interface QuietFieldsProps {
  form: UseFormReturn<PreferenceValues>
  at: FormErrors<PreferenceField>['at']
  /** The usual hours are there until somebody chooses. */
  chosen: boolean
  zone: string
}

export function QuietFields({ form, at, chosen, zone }: QuietFieldsProps) {
  const { t } = useTranslation()
  const quiet = useWatch({ control: form.control, name: 'quiet' })
  const choices = chosen ? (['own', 'none'] as const) : (['usual', 'own', 'none'] as const)
  const time = (name: 'quiet_start' | 'quiet_end') => ({
    type: 'time',
    id: fieldId(PREFERENCES_FORM, name),
    error: at[name],
    ...form.register(name),
  })
  return (
    <div className="flex flex-col gap-4">
      <fieldset className="flex flex-col gap-2">
        <legend className="sr-only">{t('quiet.title')}</legend>
        {choices.map((choice) => (
          <label
            key={choice}
            className="flex cursor-pointer items-start gap-3 rounded-base border border-line p-3 has-checked:border-action has-checked:bg-action-wash"
          >
            <input
              type="radio"
              value={choice}
              data-testid={`quiet-${choice}`}
              className="mt-1 size-4 shrink-0 accent-action"
              {...form.register('quiet')}
            />
            <span>
              <span className="block font-semibold">{t(`quiet.${choice}`)}</span>
              <span className="block text-small text-ink-soft">{t(`quiet.texts.${choice}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {quiet === 'own' && (
        <div className="animate-arrives grid items-start gap-5 sm:grid-cols-2">
          <TextField label={t('preferences.fields.quiet_start')} {...time('quiet_start')} />
          <TextField label={t('preferences.fields.quiet_end')} {...time('quiet_end')} />
        </div>
      )}
      <p className="text-small text-ink-faint">
        {t('quiet.zone', { zone: zoneCity(zone) })}{' '}
        <Link to="/account" className="font-semibold text-action-ink underline underline-offset-2">
          {t('quiet.changeZone')}
        </Link>
      </p>
    </div>
  )
}
