// Makes somebody at the desk a manager of the clinic, or one no longer.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeMember, membersQuery } from '@/api/members'
import type { Member } from '@/api/types'
import type { ClinicHere } from '@/pages/clinic/clinic-here'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { useFormErrors } from '@/ui/use-form-errors'
import { rolesFor } from './roles'

interface PlaceFormProps {
  clinic: ClinicHere
  member: Member
  onDone: () => void
}

export function PlaceForm({ clinic, member, onDone }: PlaceFormProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [role, setRole] = useState(member.role)
  const send = useMutation({
    mutationFn: () => changeMember(clinic.id, member.user_id, role),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: membersQuery(clinic.id).queryKey }),
  })
  const { summary } = useFormErrors({
    form: 'place',
    fields: [],
    found: {},
    error: send.error,
    codes: { role_mismatch: { message: t('members.mismatch') } },
  })
  return (
    <Form summary={summary} onSubmit={() => send.mutate()}>
      <fieldset className="flex flex-col gap-2">
        <legend className="sr-only">{t('members.as')}</legend>
        {rolesFor(member).map((each) => (
          <label
            key={each}
            className="flex cursor-pointer items-start gap-3 rounded-base border border-line p-3 has-checked:border-action has-checked:bg-action-wash"
          >
            <input
              type="radio"
              name="place"
              className="mt-1 size-4 accent-action"
              checked={role === each}
              onChange={() => setRole(each)}
            />
            <span>
              <span className="block font-semibold">{t(`members.roles.${each}`)}</span>
              <span className="block text-small text-ink-soft">{t(`members.roleTexts.${each}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <p className="text-small text-ink-soft">{t('users.roleText')}</p>
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" data-first-focus onClick={onDone}>
          {t('form.cancel')}
        </Button>
        <Button type="submit" disabled={send.isPending || role === member.role}>
          {send.isPending ? t('form.saving') : t('members.change')}
        </Button>
      </div>
    </Form>
  )
}
