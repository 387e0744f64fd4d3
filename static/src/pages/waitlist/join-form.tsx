// Asks which days, hours and kind of visit somebody waits for.
import { zodResolver } from '@hookform/resolvers/zod'
import { useQuery } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import type { WaitlistEntry } from '@/api/types'
import { dependantsQuery } from '@/api/profiles'
import { useOnce } from '@/api/use-once'
import { joinWaitlist, waitlistKey } from '@/api/waitlist'
import { typeName } from '@/pages/appointments/type-name'
import { dayRangeFault } from '@/time/day-range'
import { dayIn, readersZone } from '@/time/days'
import { Button } from '@/ui/button'
import { SelectField } from '@/ui/field'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { fieldId } from '@/ui/form-errors'
import { useFormErrors } from '@/ui/use-form-errors'
import { entryOf, JOIN_FIELDS, newValues } from './entry-values'
import type { JoinField, JoinValues, Whom } from './entry-values'
import { WhenFields } from './when-fields'

const FORM = 'waitlist'

interface JoinFormProps {
  whom: Whom
  text: string
  codes: string[]
  kind: string
  onJoined: (entry: WaitlistEntry) => void
  onCancel: () => void
}

export function JoinForm({ whom, text, codes, kind, onJoined, onCancel }: JoinFormProps) {
  const { t, i18n } = useTranslation()
  const { data: dependants = [] } = useQuery(dependantsQuery)
  const today = dayIn(new Date(), readersZone())
  const shape = z
    .object({ from: z.string(), to: z.string(), part: z.string(), kind: z.string(), patient: z.string() })
    .superRefine((values, context) => {
      const found = dayRangeFault(values, today)
      if (found) context.addIssue({ code: 'custom', path: [found.field], message: t(`waitlist.faults.${found.fault}`) })
    })
  const form = useForm<JoinValues>({
    resolver: zodResolver(shape),
    defaultValues: newValues(today, kind),
    shouldFocusError: false,
  })
  const forgetDraft = useFormDraft(form, `${FORM} ${Object.values(whom).join()}`, JOIN_FIELDS)
  const join = useOnce({
    bodyOf: (values: JoinValues) => entryOf(values, whom),
    make: joinWaitlist,
    onMade: (entry) => {
      forgetDraft()
      onJoined(entry)
    },
    reads: waitlistKey,
  })
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: JOIN_FIELDS,
    found: form.formState.errors,
    error: join.error,
    codes: {
      already_waiting: { message: t('waitlist.alreadyWaiting') },
      too_many_entries: { message: t('waitlist.tooMany') },
      not_accepting: { message: t('confirm.notAccepting') },
    },
  })
  const field = (name: JoinField) => ({ id: fieldId(FORM, name), error: at[name], ...form.register(name) })
  return (
    <Form summary={summary} onSubmit={form.handleSubmit((values) => join.mutate(values))}>
      <p className="text-ink-soft">{text}</p>
      <WhenFields today={today} field={field} />
      {codes.length > 1 && (
        <SelectField label={t('confirm.type')} {...field('kind')}>
          {codes.map((code) => (
            <option key={code} value={code}>
              {typeName(i18n, code)}
            </option>
          ))}
        </SelectField>
      )}
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
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" onClick={onCancel}>
          {t('form.cancel')}
        </Button>
        <Button type="submit" data-testid="join" disabled={join.isPending}>
          {join.isPending ? t('form.saving') : t('waitlist.join')}
        </Button>
      </div>
    </Form>
  )
}
