// Closes a clinic for some days, or changes for which.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { addClosure, changeClosure, closuresQuery } from '@/api/closures'
import type { Closure, ClosureMade } from '@/api/types'
import { dayIn, readersZone } from '@/time/days'
import { Button } from '@/ui/button'
import { TextField } from '@/ui/field'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { fieldId } from '@/ui/form-errors'
import { useFormErrors } from '@/ui/use-form-errors'
import { CLOSURE_FIELDS, closureChangeOf, faultOf, NEW_CLOSURE, newClosureOf, valuesOf } from './closure-values'
import type { ClosureField, ClosureValues } from './closure-values'

const FORM = 'closure'

interface ClosureFormProps {
  clinicId: string
  /** Null for a new one. */
  closure: Closure | null
  onSaved: (closure: ClosureMade) => void
  onCancel: () => void
}

export function ClosureForm({ clinicId, closure, onSaved, onCancel }: ClosureFormProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const begun = closure ? valuesOf(closure) : NEW_CLOSURE
  const today = dayIn(new Date(), readersZone())
  const shape = z
    .object({ starts_on: z.string(), ends_on: z.string(), reason: z.string() })
    .superRefine((values, context) => {
      const found = faultOf(values, today, begun)
      if (found) context.addIssue({ code: 'custom', path: [found.field], message: t(`closures.faults.${found.fault}`) })
    })
  const form = useForm<ClosureValues>({ resolver: zodResolver(shape), defaultValues: begun, shouldFocusError: false })
  const forgetDraft = useFormDraft(form, `${FORM} ${closure?.id ?? ''}`, CLOSURE_FIELDS)
  const save = useMutation({
    mutationFn: (values: ClosureValues) =>
      closure ? changeClosure(closure, closureChangeOf(values, closure)) : addClosure(clinicId, newClosureOf(values)),
    onSuccess: (saved) => {
      forgetDraft()
      onSaved(saved)
      // Times on these days are offered no longer, or again.
      void queries.invalidateQueries({ queryKey: ['slots'] })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: closuresQuery(clinicId).queryKey }),
  })
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: CLOSURE_FIELDS,
    found: form.formState.errors,
    error: save.error,
    codes: { too_many_closures: { message: t('closures.tooMany') } },
  })
  const field = (name: ClosureField) => ({ id: fieldId(FORM, name), error: at[name], ...form.register(name) })
  return (
    <Form summary={summary} onSubmit={form.handleSubmit((values) => save.mutate(values))}>
      <p className="text-ink-soft">{t('closures.text')}</p>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField type="date" data-first-focus min={today} label={t('closures.firstDay')} {...field('starts_on')} />
        <TextField
          type="date"
          min={today}
          optional
          label={t('closures.lastDay')}
          help={t('closures.lastDayHelp')}
          {...field('ends_on')}
        />
      </div>
      <TextField
        optional
        autoComplete="off"
        maxLength={500}
        label={t('cancelDialog.reason')}
        help={t('closures.reasonHelp')}
        {...field('reason')}
      />
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" onClick={onCancel}>
          {t('form.cancel')}
        </Button>
        <Button type="submit" disabled={save.isPending}>
          {save.isPending ? t('form.saving') : t(closure ? 'apiKeys.save' : 'closures.add')}
        </Button>
      </div>
    </Form>
  )
}
