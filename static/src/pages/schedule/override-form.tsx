// Other hours on one date, or none.
import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { addOverride, changeOverride } from '@/api/schedules'
import type { Doctor, Override } from '@/api/types'
import { dayIn } from '@/time/days'
import type { Day } from '@/time/days'
import { CheckField } from '@/ui/check-field'
import { TextField } from '@/ui/field'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { fieldId } from '@/ui/form-errors'
import { useFormErrors } from '@/ui/use-form-errors'
import { fieldErrorOf, OutOfDate } from './change-errors'
import { FormActions } from './form-actions'
import { newOverride, OVERRIDE_FORM, overrideFault, overrideOf, overrideValuesOf } from './override-values'
import type { OverrideValues } from './override-values'
import { OverrideWindows } from './override-windows'
import type { GuardedChange } from './use-guarded-change'

const FIELDS = ['date', 'closed', 'windows', 'reason'] as const
const KEPT = ['date', 'reason'] as const

interface OverrideFormProps {
  doctor: Doctor
  /** Null for a new one. */
  override: Override | null
  /** Of a new one, where it was chosen already. */
  date: Day | ''
  change: GuardedChange
  onSaved: () => void
  onCancel: () => void
}

export function OverrideForm({ doctor, override, date, change, onSaved, onCancel }: OverrideFormProps) {
  const { t } = useTranslation()
  const clinicId = doctor.clinics.length === 1 ? (doctor.clinics[0]?.id ?? '') : ''
  const begun = override ? overrideValuesOf(override, clinicId) : newOverride(clinicId, date)
  const today = dayIn(new Date(), doctor.time_zone)
  const window = z.object({ clinic_id: z.string(), start_time: z.string(), end_time: z.string() })
  const shape = z
    .object({ date: z.string(), closed: z.boolean(), windows: z.array(window), reason: z.string() })
    .superRefine((values, context) => {
      const found = overrideFault(values, today, begun.date)
      if (found === null) return
      const { fault, path } = found
      const ofDay = fault === 'noDate' || fault === 'past' || fault === 'noWindow' || fault === 'overlaps'
      context.addIssue({ code: 'custom', path, message: ofDay ? t(`dates.faults.${fault}`) : t(`weekly.faults.${fault}`) })
    })
  const form = useForm<OverrideValues>({ resolver: zodResolver(shape), defaultValues: begun, shouldFocusError: false })
  const forgetDraft = useFormDraft(form, `${OVERRIDE_FORM} ${doctor.id} ${override?.id ?? date}`, KEPT)
  const { errors } = form.formState
  const inWindows = errors.windows?.root?.message ?? errors.windows?.message ?? messageWithin(errors.windows)
  const { at, summary } = useFormErrors({
    form: OVERRIDE_FORM,
    fields: FIELDS,
    found: { date: errors.date, reason: errors.reason, windows: { message: inWindows } },
    error: fieldErrorOf(change),
    codes: { override_exists: { field: 'date', message: t('dates.exists') } },
  })
  const closed = form.watch('closed')
  const field = (name: 'date' | 'reason') => ({ id: fieldId(OVERRIDE_FORM, name), error: at[name], ...form.register(name) })
  const submit = form.handleSubmit((values) =>
    change.begin(
      (trial) =>
        override
          ? changeOverride(doctor.id, override, overrideOf(values), trial)
          : addOverride(doctor.id, overrideOf(values), trial),
      () => {
        forgetDraft()
        onSaved()
      },
    ),
  )
  return (
    <Form summary={summary} onSubmit={submit}>
      <p className="text-ink-soft">{t('dates.text')}</p>
      <OutOfDate change={change} />
      <TextField type="date" data-first-focus min={today} label={t('dates.date')} {...field('date')} />
      <CheckField label={t('dates.closed')} {...form.register('closed')} />
      {!closed && <OverrideWindows form={form} clinics={doctor.clinics} error={at.windows} />}
      <TextField optional autoComplete="off" maxLength={500} label={t('dates.reason')} help={t('dates.reasonHelp')} {...field('reason')} />
      <FormActions busy={change.busy} label={t('schedule.save')} onCancel={onCancel} />
    </Form>
  )
}

type WindowErrors = { [index: number]: Partial<Record<string, { message?: string }>> | undefined } | undefined

/** What is wrong in one of the windows. */
function messageWithin(windows: unknown): string | undefined {
  if (!Array.isArray(windows)) return undefined
  for (const window of windows as NonNullable<WindowErrors>[number][]) {
    const found = Object.values(window ?? {}).find((each) => each?.message)
    if (found) return found.message
  }
  return undefined
}
