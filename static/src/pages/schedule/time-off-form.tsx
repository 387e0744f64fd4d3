// Time off: a range, and whether it comes again every week.
import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { addTimeOff, changeTimeOff } from '@/api/schedules'
import type { Doctor, TimeOff } from '@/api/types'
import { weeklyOf } from '@/calendar/recurrence'
import { CheckField } from '@/ui/check-field'
import { TextField } from '@/ui/field'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { fieldId } from '@/ui/form-errors'
import { useFormErrors } from '@/ui/use-form-errors'
import { fieldErrorOf, OutOfDate } from './change-errors'
import { FormActions } from './form-actions'
import { NEW_TIME_OFF, TIME_OFF_FIELDS, timeOffFault, timeOffOf, timeOffValuesOf } from './time-off-values'
import type { TimeOffField, TimeOffValues } from './time-off-values'
import type { GuardedChange } from './use-guarded-change'
import { suggestWeekday, WeeklyRuleFields } from './weekly-rule-fields'

const FORM = 'time-off'
const KEPT = ['from_day', 'from_time', 'to_day', 'to_time', 'reason', 'every', 'until'] as const

interface TimeOffFormProps {
  doctor: Doctor
  /** Null for a new one. */
  timeOff: TimeOff | null
  change: GuardedChange
  onSaved: () => void
  onCancel: () => void
}

export function TimeOffForm({ doctor, timeOff, change, onSaved, onCancel }: TimeOffFormProps) {
  const { t } = useTranslation()
  const zone = doctor.time_zone
  // What another program wrote stays as it is.
  const foreign = timeOff?.recurrence ? weeklyOf(timeOff.recurrence, zone) === null : false
  const text = z.string()
  const shape = z
    .object({
      allDay: z.boolean(),
      from_day: text,
      from_time: text,
      to_day: text,
      to_time: text,
      reason: text,
      repeats: z.boolean(),
      days: z.array(text),
      every: text,
      until: text,
    })
    .superRefine((values, context) => {
      const found = timeOffFault(values, zone, new Date())
      if (found) context.addIssue({ code: 'custom', path: [found.field], message: t(`timeOff.faults.${found.fault}`) })
    })
  const form = useForm<TimeOffValues>({
    resolver: zodResolver(shape),
    defaultValues: timeOff ? timeOffValuesOf(timeOff, zone) : NEW_TIME_OFF,
    shouldFocusError: false,
  })
  const forgetDraft = useFormDraft(form, `${FORM} ${doctor.id} ${timeOff?.id ?? ''}`, KEPT)
  const { errors } = form.formState
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: TIME_OFF_FIELDS,
    found: { ...errors, days: { message: errors.days?.message } },
    error: fieldErrorOf(change),
    codes: {
      too_many_absences: { message: t('timeOff.tooMany') },
    },
  })
  const allDay = form.watch('allDay')
  const field = (name: Exclude<TimeOffField, 'days'>) => ({ id: fieldId(FORM, name), error: at[name], ...form.register(name) })
  const changeOf = (values: TimeOffValues) => {
    const { recurrence, ...rest } = timeOffOf(values, zone)
    return foreign ? rest : { ...rest, recurrence }
  }
  const submit = form.handleSubmit((values) =>
    change.begin(
      (trial) =>
        timeOff
          ? changeTimeOff(doctor.id, timeOff, changeOf(values), trial)
          : addTimeOff(doctor.id, timeOffOf(values, zone), trial),
      () => {
        forgetDraft()
        onSaved()
      },
    ),
  )
  return (
    <Form summary={summary} onSubmit={submit}>
      <p className="text-ink-soft">{t('timeOff.text')}</p>
      <OutOfDate change={change} />
      <CheckField label={t('timeOff.allDay')} {...form.register('allDay')} />
      <div className="grid grid-cols-2 gap-4">
        <TextField
          type="date"
          data-first-focus
          label={t('timeOff.fromDay')}
          {...field('from_day')}
          {...form.register('from_day', { onChange: () => suggestWeekday(form) })}
        />
        {!allDay && <TextField type="time" label={t('timeOff.fromTime')} {...field('from_time')} />}
        <TextField type="date" optional label={t('timeOff.toDay')} {...field('to_day')} />
        {!allDay && <TextField type="time" label={t('timeOff.toTime')} {...field('to_time')} />}
      </div>
      {foreign ? (
        <p className="text-ink-soft">{t('timeOff.otherRule')}</p>
      ) : (
        <WeeklyRuleFields form={form} error={at.days} fieldOf={field} daysId={fieldId(FORM, 'days')} />
      )}
      <TextField optional autoComplete="off" maxLength={500} label={t('dates.reason')} help={t('dates.reasonHelp')} {...field('reason')} />
      <FormActions busy={change.busy} label={t(timeOff ? 'schedule.save' : 'timeOff.add')} onCancel={onCancel} />
    </Form>
  )
}
