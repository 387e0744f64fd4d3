// Adds somebody to look after.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { addDependant, dependantsQuery } from '@/api/profiles'
import { dayIn, readersZone } from '@/time/days'
import { Button } from '@/ui/button'
import { TextField } from '@/ui/field'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { fieldId } from '@/ui/form-errors'
import { useFormErrors } from '@/ui/use-form-errors'

const FORM = 'dependant'
const FIELDS = ['first_name', 'last_name', 'date_of_birth'] as const

export function DependantForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const shape = z.object({
    first_name: z.string().trim().min(1, t('dependants.noFirstName')),
    last_name: z.string().trim().min(1, t('dependants.noLastName')),
    date_of_birth: z.string(),
  })
  const form = useForm({
    resolver: zodResolver(shape),
    defaultValues: { first_name: '', last_name: '', date_of_birth: '' },
    shouldFocusError: false,
  })
  const forgetDraft = useFormDraft(form, FORM, FIELDS)
  const add = useMutation({
    mutationFn: ({ date_of_birth, ...name }: z.infer<typeof shape>) =>
      addDependant({ ...name, date_of_birth: date_of_birth || undefined, time_zone: readersZone() }),
    onSuccess: () => {
      forgetDraft()
      onDone()
      return queries.invalidateQueries({ queryKey: dependantsQuery.queryKey })
    },
  })
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: FIELDS,
    found: form.formState.errors,
    error: add.error,
    codes: { too_many_dependants: { message: t('dependants.tooMany') } },
  })
  const text = (field: (typeof FIELDS)[number]) => ({ id: fieldId(FORM, field), error: at[field], ...form.register(field) })
  return (
    <Form summary={summary} onSubmit={form.handleSubmit((values) => add.mutate(values))}>
      <p className="text-ink-soft">{t('dependants.addText')}</p>
      <TextField autoComplete="off" data-first-focus label={t('signUp.firstName')} {...text('first_name')} />
      <TextField autoComplete="off" label={t('signUp.lastName')} {...text('last_name')} />
      <TextField
        type="date"
        max={dayIn(new Date(), readersZone())}
        optional
        label={t('profile.dateOfBirth')}
        {...text('date_of_birth')}
      />
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" onClick={onDone}>
          {t('form.cancel')}
        </Button>
        <Button type="submit" disabled={add.isPending}>
          {add.isPending ? t('form.saving') : t('dependants.add')}
        </Button>
      </div>
    </Form>
  )
}
