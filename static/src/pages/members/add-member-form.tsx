// Adds somebody who has an account already: whoever has none is invited by an administrator.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { addMember, membersQuery } from '@/api/members'
import { isRefusal } from '@/api/refusal'
import type { ClinicHere } from '@/pages/clinic/clinic-here'
import { Button } from '@/ui/button'
import { SelectField, TextField } from '@/ui/field'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { fieldId } from '@/ui/form-errors'
import { useFormErrors } from '@/ui/use-form-errors'
import { rolesToAdd } from './roles'

const FORM = 'add-member'
const FIELDS = ['email', 'role'] as const

export function AddMemberForm({ clinic, onDone }: { clinic: ClinicHere; onDone: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const shape = z.object({ email: z.email(t('signIn.badEmail')), role: z.enum(['doctor', 'staff', 'manager']) })
  const form = useForm<z.infer<typeof shape>>({
    resolver: zodResolver(shape),
    defaultValues: { email: '', role: 'doctor' },
    shouldFocusError: false,
  })
  const forgetDraft = useFormDraft(form, FORM, FIELDS)
  const add = useMutation({
    mutationFn: (member: z.infer<typeof shape>) => addMember(clinic.id, member),
    onSuccess: () => {
      forgetDraft()
      onDone()
      return queries.invalidateQueries({ queryKey: membersQuery(clinic.id).queryKey })
    },
  })
  const nobody = isRefusal(add.error) && add.error.status === 404
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: FIELDS,
    found: form.formState.errors,
    error: add.error,
    codes: {
      ...(nobody && {
        not_found: { field: 'email', message: t(clinic.administers ? 'members.unknown' : 'members.notAddable') },
      }),
      already_member: { field: 'email', message: t('members.already') },
      role_mismatch: { field: 'role', message: t('members.mismatch') },
    },
  })
  const field = (name: (typeof FIELDS)[number]) => ({ id: fieldId(FORM, name), error: at[name], ...form.register(name) })
  return (
    <Form summary={summary} onSubmit={form.handleSubmit((values) => add.mutate(values))}>
      <p className="text-ink-soft">{t(clinic.administers ? 'members.addTextAdmin' : 'members.addText')}</p>
      <TextField
        type="email"
        inputMode="email"
        autoComplete="off"
        data-first-focus
        label={t('signIn.email')}
        help={t('members.emailHelp')}
        {...field('email')}
      />
      <SelectField label={t('members.as')} {...field('role')}>
        {rolesToAdd(clinic.manages).map((role) => (
          <option key={role} value={role}>
            {t(`members.roles.${role}`)}
          </option>
        ))}
      </SelectField>
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" onClick={onDone}>
          {t('form.cancel')}
        </Button>
        <Button type="submit" disabled={add.isPending}>
          {add.isPending ? t('form.saving') : t('members.add')}
        </Button>
      </div>
    </Form>
  )
}
