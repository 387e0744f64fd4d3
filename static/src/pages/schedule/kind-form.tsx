// A kind of visit: how long, how many at once, what is kept free around it, what it costs.
import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { addAppointmentType, changeAppointmentType } from '@/api/appointment-types'
import type { AppointmentType, Doctor } from '@/api/types'
import { typeName } from '@/pages/appointments/type-name'
import { CURRENCIES } from '@/pages/directory-entry/entry-fields'
import { SelectField, TextField } from '@/ui/field'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { fieldId } from '@/ui/form-errors'
import { useFormErrors } from '@/ui/use-form-errors'
import { fieldErrorOf, OutOfDate } from './change-errors'
import { FormActions } from './form-actions'
import { KIND_FIELDS, kindChangeOf, kindFault, kindOf, kindValuesOf, NEW_KIND, VISIT_MODES } from './kind-values'
import type { KindField, KindValues } from './kind-values'
import type { GuardedChange } from './use-guarded-change'

const FORM = 'visit-kind'

interface KindFormProps {
  doctor: Doctor
  /** Null for a new one. */
  kind: AppointmentType | null
  /** Codes that are not offered yet. */
  free: string[]
  change: GuardedChange
  onSaved: () => void
  onCancel: () => void
}

export function KindForm({ doctor, kind, free, change, onSaved, onCancel }: KindFormProps) {
  const { t, i18n } = useTranslation()
  const begun = kind ? kindValuesOf(kind) : NEW_KIND
  const text = z.string()
  const shape = z
    .object({
      code: text,
      duration_minutes: text,
      buffer_before_minutes: text,
      buffer_after_minutes: text,
      capacity: text,
      grid_minutes: text,
      mode: text,
      price: text,
      currency: text,
    })
    .superRefine((values, context) => {
      const found = kindFault(values)
      if (found) context.addIssue({ code: 'custom', path: [found.field], message: t(`kinds.faults.${found.fault}`) })
    })
  const form = useForm<KindValues>({
    resolver: zodResolver(shape),
    defaultValues: begun,
    shouldFocusError: false,
  })
  const forgetDraft = useFormDraft(form, `${FORM} ${doctor.id} ${kind?.code ?? ''}`, KIND_FIELDS)
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: KIND_FIELDS,
    found: form.formState.errors,
    error: fieldErrorOf(change),
    codes: { type_exists: { field: 'code', message: t('kinds.exists') } },
  })
  const field = (name: KindField) => ({ id: fieldId(FORM, name), error: at[name], ...form.register(name) })
  const minutes = { inputMode: 'numeric', autoComplete: 'off' } as const
  const submit = form.handleSubmit((values) =>
    change.begin(
      (trial) =>
        kind
          ? changeAppointmentType(doctor.id, kind, kindChangeOf(values, kind), trial)
          : addAppointmentType(doctor.id, kindOf(values), trial),
      () => {
        forgetDraft()
        onSaved()
      },
    ),
  )
  return (
    <Form summary={summary} onSubmit={submit}>
      <p className="text-ink-soft">{t('kinds.text')}</p>
      <OutOfDate change={change} />
      {kind === null && (
        <SelectField data-first-focus label={t('kinds.code')} {...field('code')}>
          <option value="" />
          {free.map((code) => (
            <option key={code} value={code}>
              {typeName(i18n, code)}
            </option>
          ))}
        </SelectField>
      )}
      <div className="grid grid-cols-2 items-start gap-4">
        <TextField {...minutes} label={t('kinds.duration')} {...field('duration_minutes')} />
        <SelectField label={t('kinds.mode')} {...field('mode')}>
          {VISIT_MODES.map((mode) => (
            <option key={mode} value={mode}>
              {t(`kinds.modes.${mode}`)}
            </option>
          ))}
        </SelectField>
        <TextField {...minutes} label={t('kinds.before')} {...field('buffer_before_minutes')} />
        <TextField {...minutes} label={t('kinds.after')} {...field('buffer_after_minutes')} />
        <TextField {...minutes} label={t('kinds.capacity')} help={t('kinds.capacityHelp')} {...field('capacity')} />
        <TextField {...minutes} optional label={t('kinds.grid')} help={t('kinds.gridHelp')} {...field('grid_minutes')} />
        <TextField inputMode="decimal" optional autoComplete="off" label={t('kinds.price')} help={t('kinds.priceHelp')} {...field('price')} />
        <SelectField label={t('kinds.currency')} {...field('currency')}>
          <option value="">{t('kinds.ownCurrency', { currency: doctor.currency })}</option>
          {[...new Set([begun.currency, ...CURRENCIES])].filter(Boolean).map((currency) => (
            <option key={currency} value={currency}>
              {currency}
            </option>
          ))}
        </SelectField>
      </div>
      <FormActions busy={change.busy} label={t(kind ? 'schedule.save' : 'kinds.add')} onCancel={onCancel} />
    </Form>
  )
}
