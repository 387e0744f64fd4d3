// Invites somebody who works at a clinic: they get a link, with which they choose a password.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { invitationsQuery, invite } from '@/api/invitations'
import { usersKey } from '@/api/users'
import { readersZone } from '@/time/days'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { useFormErrors } from '@/ui/use-form-errors'
import { INVITATION_FIELDS, INVITED_ROLES, invitationOf, requiredOf } from './invitation'
import type { InvitationField, InvitationValues } from './invitation'
import { INVITE_FORM, InviteFields } from './invite-fields'

const EMPTY: InvitationValues = {
  role: 'doctor',
  first_name: '',
  last_name: '',
  email: '',
  clinic_id: '',
  specialty: '',
  license_number: '',
}

export function InviteForm({ onInvited, onCancel }: { onInvited: () => void; onCancel: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const missing: Partial<Record<InvitationField, string>> = {
    clinic_id: t('invite.chooseClinic'),
    specialty: t('invite.noSpecialty'),
    license_number: t('invite.noLicense'),
  }
  const shape = z
    .object({
      role: z.enum(INVITED_ROLES),
      first_name: z.string().trim().min(1, t('dependants.noFirstName')),
      last_name: z.string().trim().min(1, t('dependants.noLastName')),
      email: z.email(t('signIn.badEmail')),
      clinic_id: z.string(),
      specialty: z.string().trim(),
      license_number: z.string().trim(),
    })
    .superRefine((values, context) => {
      for (const field of requiredOf(values.role)) {
        if (values[field] === '') context.addIssue({ code: 'custom', path: [field], message: missing[field] })
      }
    })
  const form = useForm<InvitationValues>({ resolver: zodResolver(shape), defaultValues: EMPTY, shouldFocusError: false })
  const forgetDraft = useFormDraft(form, INVITE_FORM, INVITATION_FIELDS)
  const send = useMutation({
    mutationFn: (values: InvitationValues) => invite(invitationOf(values, readersZone())),
    onSuccess: () => {
      forgetDraft()
      void queries.invalidateQueries({ queryKey: invitationsQuery.queryKey })
      void queries.invalidateQueries({ queryKey: usersKey })
      onInvited()
    },
  })
  const { at, summary } = useFormErrors({
    form: INVITE_FORM,
    fields: INVITATION_FIELDS,
    found: form.formState.errors,
    error: send.error,
    codes: {
      address_taken: { field: 'email', message: t('invite.addressTaken') },
      license_taken: { field: 'license_number', message: t('invite.licenseTaken') },
    },
  })
  return (
    <Form summary={summary} onSubmit={form.handleSubmit((values) => send.mutate(values))}>
      <p className="text-ink-soft">{t('invite.text')}</p>
      <InviteFields form={form} at={at} />
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" onClick={onCancel}>
          {t('form.cancel')}
        </Button>
        <Button type="submit" disabled={send.isPending}>
          {send.isPending ? t('unverified.sending') : t('invite.submit')}
        </Button>
      </div>
    </Form>
  )
}
