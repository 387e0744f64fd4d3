// Asks in which days, for whom and what about.
import { zodResolver } from '@hookform/resolvers/zod'
import { useQuery } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { appointmentsKey } from '@/api/appointments'
import { bookFirstAvailable } from '@/api/first-available'
import { dependantsQuery } from '@/api/profiles'
import type { Appointment } from '@/api/types'
import { useOnce } from '@/api/use-once'
import { dayRangeFault } from '@/time/day-range'
import { dayIn, readersZone } from '@/time/days'
import { Button } from '@/ui/button'
import { SelectField, TextArea, TextField } from '@/ui/field'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { fieldId } from '@/ui/form-errors'
import { useFormErrors } from '@/ui/use-form-errors'
import { FIRST_FREE_FIELDS, newValues, wantedOf } from './first-free-values'
import type { FirstFreeField, FirstFreeValues } from './first-free-values'
import { specialtyName } from './specialty'

const FORM = 'first-free'

interface FirstFreeFormProps {
  specialty: string
  onBooked: (appointment: Appointment) => void
  onCancel: () => void
}

export function FirstFreeForm({ specialty, onBooked, onCancel }: FirstFreeFormProps) {
  const { t } = useTranslation()
  const { data: dependants = [] } = useQuery(dependantsQuery)
  const today = dayIn(new Date(), readersZone())
  const name = specialtyName(specialty)
  const shape = z
    .object({ from: z.string(), to: z.string(), patient: z.string(), notes: z.string() })
    .superRefine((values, context) => {
      const found = dayRangeFault(values, today)
      if (found) context.addIssue({ code: 'custom', path: [found.field], message: t(`waitlist.faults.${found.fault}`) })
    })
  const form = useForm<FirstFreeValues>({
    resolver: zodResolver(shape),
    defaultValues: newValues(today),
    shouldFocusError: false,
  })
  const forgetDraft = useFormDraft(form, FORM, FIRST_FREE_FIELDS)
  const book = useOnce({
    bodyOf: (values: FirstFreeValues) => wantedOf(values, specialty),
    make: bookFirstAvailable,
    onMade: (appointment) => {
      forgetDraft()
      onBooked(appointment)
    },
    reads: appointmentsKey,
  })
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: FIRST_FREE_FIELDS,
    found: form.formState.errors,
    error: book.error,
    codes: {
      none_available: { field: 'to', message: t('firstFree.none', { specialty: name }) },
      patient_busy: { message: t('confirm.patientBusy') },
      outcome_unknown: { message: t('confirm.unknown') },
    },
  })
  const field = (each: FirstFreeField) => ({ id: fieldId(FORM, each), error: at[each], ...form.register(each) })
  return (
    <Form summary={summary} onSubmit={form.handleSubmit((values) => book.mutate(values))}>
      <p className="text-ink-soft">{t('firstFree.dialogText', { specialty: name })}</p>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField type="date" data-first-focus min={today} label={t('waitlist.from')} {...field('from')} />
        <TextField type="date" min={today} label={t('waitlist.to')} {...field('to')} />
      </div>
      {dependants.length > 0 && (
        <SelectField label={t('confirm.who')} {...field('patient')}>
          <option value="">{t('confirm.myself')}</option>
          {dependants.map(({ id, first_name, last_name }) => (
            <option key={id} value={id}>
              {first_name} {last_name}
            </option>
          ))}
        </SelectField>
      )}
      <TextArea
        optional
        maxLength={2000}
        label={t('confirm.notes')}
        help={t('firstFree.notesHelp')}
        {...field('notes')}
      />
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" onClick={onCancel}>
          {t('form.cancel')}
        </Button>
        <Button type="submit" data-testid="book-first-free" disabled={book.isPending}>
          {book.isPending ? t('firstFree.booking') : t('firstFree.book')}
        </Button>
      </div>
    </Form>
  )
}
