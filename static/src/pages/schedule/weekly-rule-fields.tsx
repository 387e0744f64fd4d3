// Whether something comes again every week: on which days, how often, until when.
import type { ComponentProps } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { CheckField } from '@/ui/check-field'
import { TextField } from '@/ui/field'
import { firstWeekday } from './time-off-values'
import type { TimeOffValues } from './time-off-values'
import { weekdayName } from './window-words'

interface WeeklyRuleFieldsProps {
  form: UseFormReturn<TimeOffValues>
  /** What is wrong with the days. */
  error: string | undefined
  fieldOf: (name: 'every' | 'until') => Omit<ComponentProps<typeof TextField>, 'label'>
  daysId: string
}

/** The day that it begins on is the likely one. */
export function suggestWeekday(form: UseFormReturn<TimeOffValues>): void {
  if (form.getValues('days').length === 0) form.setValue('days', firstWeekday(form.getValues()))
}

export function WeeklyRuleFields({ form, error, fieldOf, daysId }: WeeklyRuleFieldsProps) {
  const { t } = useTranslation()
  const repeats = form.watch('repeats')
  const toggle = form.register('repeats', { onChange: () => suggestWeekday(form) })
  return (
    <>
      <CheckField label={t('timeOff.repeats')} help={t('timeOff.repeatsHelp')} {...toggle} />
      {repeats && (
        <fieldset className="flex flex-col gap-4 rounded-base border border-line p-4">
          <legend className="px-1 text-small font-semibold">{t('timeOff.repeats')}</legend>
          <div id={daysId} tabIndex={-1} role="group" aria-label={t('timeOff.on')} className="flex flex-wrap gap-1.5 outline-none">
            {[1, 2, 3, 4, 5, 6, 7].map((weekday) => (
              <label
                key={weekday}
                className="inline-flex min-h-11 cursor-pointer items-center gap-2 rounded-base border border-line px-3 has-checked:border-action has-checked:bg-action-wash has-checked:font-semibold has-focus-visible:outline-2 has-focus-visible:outline-action"
              >
                <input
                  type="checkbox"
                  value={String(weekday)}
                  aria-label={weekdayName(weekday)}
                  className="size-4 accent-action"
                  {...form.register('days')}
                />
                <span aria-hidden>{weekdayName(weekday, 'short')}</span>
              </label>
            ))}
          </div>
          {error && <p className="text-small font-medium text-harm-ink">{error}</p>}
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField inputMode="numeric" label={t('timeOff.every')} help={t('timeOff.everyHelp')} {...fieldOf('every')} />
            <TextField type="date" optional label={t('timeOff.until')} help={t('timeOff.untilHelp')} {...fieldOf('until')} />
          </div>
        </fieldset>
      )}
    </>
  )
}
