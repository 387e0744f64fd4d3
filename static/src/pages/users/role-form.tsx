// Gives somebody another role, and says what it opens to them.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ManagedUser } from '@/api/types'
import { giveRole, usersKey } from '@/api/users'
import type { GivenRole } from '@/api/users'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { useFormErrors } from '@/ui/use-form-errors'

const FORM = 'role'
const ROLES: GivenRole[] = ['patient', 'staff', 'admin']

export function RoleForm({ account, onDone }: { account: ManagedUser; onDone: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [role, setRole] = useState(ROLES.find((each) => each === account.role) ?? 'staff')
  const send = useMutation({
    mutationFn: () => giveRole(account.id, role),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: usersKey }),
  })
  const { summary } = useFormErrors({
    form: FORM,
    fields: [],
    found: {},
    error: send.error,
    codes: {
      last_administrator: { message: t('users.lastAdministrator') },
      email_unverified: { message: t('users.emailUnverified') },
      no_sign_in: { message: t('users.noSignIn') },
      role_fixed: { message: t('users.roleFixed') },
    },
  })
  return (
    <Form summary={summary} onSubmit={() => send.mutate()}>
      <fieldset className="flex flex-col gap-2">
        <legend className="sr-only">{t('users.role')}</legend>
        {ROLES.map((each) => (
          <label
            key={each}
            className="flex cursor-pointer items-start gap-3 rounded-base border border-line p-3 has-checked:border-action has-checked:bg-action-wash"
          >
            <input
              type="radio"
              name="role"
              className="mt-1 size-4 accent-action"
              checked={role === each}
              onChange={() => setRole(each)}
            />
            <span>
              <span className="block font-semibold">{t(`users.roles.${each}`)}</span>
              <span className="block text-small text-ink-soft">{t(`users.roleTexts.${each}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <p className="text-small text-ink-soft">{t('users.roleText')}</p>
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" data-first-focus onClick={onDone}>
          {t('form.cancel')}
        </Button>
        <Button type="submit" disabled={send.isPending || role === account.role}>
          {send.isPending ? t('form.saving') : t('users.does.role')}
        </Button>
      </div>
    </Form>
  )
}
