// The windows of one date: any number of them.
import { Plus, Trash2 } from 'lucide-react'
import { useFieldArray } from 'react-hook-form'
import type { UseFormReturn } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Doctor } from '@/api/types'
import { Button, IconButton } from '@/ui/button'
import { SelectField, TextField } from '@/ui/field'
import { fieldId } from '@/ui/form-errors'
import { newDayWindow, OVERRIDE_FORM } from './override-values'
import type { OverrideValues } from './override-values'

interface OverrideWindowsProps {
  form: UseFormReturn<OverrideValues>
  clinics: Doctor['clinics']
  /** What is wrong with them. */
  error: string | undefined
}

export function OverrideWindows({ form, clinics, error }: OverrideWindowsProps) {
  const { t } = useTranslation()
  const { fields, append, remove } = useFieldArray({ control: form.control, name: 'windows' })
  const at = form.formState.errors.windows
  const asksClinic = clinics.length !== 1
  return (
    <div id={fieldId(OVERRIDE_FORM, 'windows')} tabIndex={-1} className="flex flex-col items-start gap-4 outline-none">
      {error && !at?.length && <p className="text-small font-medium text-harm-ink">{error}</p>}
      {fields.map((window, index) => (
        <fieldset key={window.id} data-testid="day-window" className="flex w-full flex-col gap-3 rounded-base border border-line p-4">
          <legend className="px-1 text-small font-semibold">{t('dates.window', { number: index + 1 })}</legend>
          <div className="flex items-start gap-3">
            <div className="grid min-w-0 flex-1 grid-cols-2 gap-3">
              <TextField
                type="time"
                label={t('weekly.from')}
                error={at?.[index]?.start_time?.message}
                {...form.register(`windows.${index}.start_time`)}
              />
              <TextField
                type="time"
                label={t('weekly.to')}
                error={at?.[index]?.end_time?.message}
                {...form.register(`windows.${index}.end_time`)}
              />
            </div>
            <IconButton label={t('dates.removeWindow', { number: index + 1 })} className="mt-6" onClick={() => remove(index)}>
              <Trash2 aria-hidden className="size-4" />
            </IconButton>
          </div>
          {asksClinic && (
            <SelectField
              label={t('weekly.clinic')}
              error={at?.[index]?.clinic_id?.message}
              {...form.register(`windows.${index}.clinic_id`)}
            >
              <option value="">{t('invite.noClinic')}</option>
              {clinics.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </SelectField>
          )}
        </fieldset>
      ))}
      <Button kind="secondary" onClick={() => append(newDayWindow(asksClinic ? '' : (clinics[0]?.id ?? '')))}>
        <Plus aria-hidden className="size-4" />
        {t('dates.addWindow')}
      </Button>
    </div>
  )
}
