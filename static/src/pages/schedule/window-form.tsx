// Hours of one weekday: new ones, or others.
import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { addHours, changeHours } from '@/api/schedules'
import type { Doctor, WeeklyHours } from '@/api/types'
import { SelectField, TextField } from '@/ui/field'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { fieldId } from '@/ui/form-errors'
import { useFormErrors } from '@/ui/use-form-errors'
import { fieldErrorOf, OutOfDate } from './change-errors'
import { FormActions } from './form-actions'
import type { GuardedChange } from './use-guarded-change'
import { newWindow, WINDOW_FIELDS, windowFault, windowOf, windowValuesOf } from './window-values'
import type { WindowField, WindowValues } from './window-values'
import { useWindowWords, weekdayName } from './window-words'

const FORM = 'weekly-hours'

interface WindowFormProps {
  doctor: Doctor
  /** A weekday for new ones. */
  hours: WeeklyHours | number
  /** All that there are. */
  week: WeeklyHours[]
  change: GuardedChange
  onSaved: () => void
  onCancel: () => void
}

export function WindowForm({ doctor, hours, week, change, onSaved, onCancel }: WindowFormProps) {
  const { t } = useTranslation()
  const { windowWords } = useWindowWords()
  const known = typeof hours === 'number' ? null : hours
  const onlyClinic = doctor.clinics.length === 1 ? (doctor.clinics[0]?.id ?? '') : ''
  const begun = typeof hours === 'number' ? newWindow(hours, onlyClinic) : windowValuesOf(hours)
  const text = z.string()
  const shape = z
    .object({ weekday: text, start_time: text, end_time: text, clinic_id: text, valid_from: text, valid_until: text })
    .superRefine((values, context) => {
      const others = week.filter(({ id }) => id !== known?.id)
      const found = windowFault(values, others)
      if (found === null) return
      const message = t(`weekly.faults.${found.fault}`, { window: found.other ? windowWords(found.other) : '' })
      context.addIssue({ code: 'custom', path: [found.field], message })
    })
  const form = useForm<WindowValues>({ resolver: zodResolver(shape), defaultValues: begun, shouldFocusError: false })
  const forgetDraft = useFormDraft(form, `${FORM} ${doctor.id} ${known?.id ?? String(hours)}`, WINDOW_FIELDS)
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: WINDOW_FIELDS,
    found: form.formState.errors,
    error: fieldErrorOf(change),
    codes: {
      overlapping_hours: { field: 'start_time', message: t('weekly.overlapping') },
      too_many_rules: { message: t('weekly.tooMany') },
    },
  })
  const field = (name: WindowField) => ({ id: fieldId(FORM, name), error: at[name], ...form.register(name) })
  const submit = form.handleSubmit((values) =>
    change.begin(
      (trial) => (known ? changeHours(doctor.id, known, windowOf(values), trial) : addHours(doctor.id, windowOf(values), trial)),
      () => {
        forgetDraft()
        onSaved()
      },
    ),
  )
  return (
    <Form summary={summary} onSubmit={submit}>
      <OutOfDate change={change} />
      {known && (
        <SelectField label={t('weekly.weekday')} {...field('weekday')}>
          {[1, 2, 3, 4, 5, 6, 7].map((weekday) => (
            <option key={weekday} value={weekday}>
              {weekdayName(weekday)}
            </option>
          ))}
        </SelectField>
      )}
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField type="time" data-first-focus label={t('weekly.from')} {...field('start_time')} />
        <TextField type="time" label={t('weekly.to')} help={t('weekly.toHelp')} {...field('end_time')} />
      </div>
      {doctor.clinics.length !== 1 && (
        <SelectField label={t('weekly.clinic')} {...field('clinic_id')}>
          <option value="">{t('invite.noClinic')}</option>
          {doctor.clinics.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField type="date" optional label={t('weekly.validFrom')} help={t('weekly.validFromHelp')} {...field('valid_from')} />
        <TextField type="date" optional label={t('weekly.validUntil')} help={t('weekly.validUntilHelp')} {...field('valid_until')} />
      </div>
      <FormActions busy={change.busy} label={t(known ? 'schedule.save' : 'weekly.add')} onCancel={onCancel} />
    </Form>
  )
}
