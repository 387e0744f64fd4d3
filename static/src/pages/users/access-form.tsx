// Asks before somebody's account is disabled, and why, or opened again, or freed of a second factor that was lost.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ManagedUser } from '@/api/types'
import { disableUser, enableUser, resetMfa, usersKey } from '@/api/users'
import { Button } from '@/ui/button'
import { TextField } from '@/ui/field'
import { Form } from '@/ui/form'
import { fieldId } from '@/ui/form-errors'
import { useFormErrors } from '@/ui/use-form-errors'

const FORM = 'access'

export type AccessAction = 'disable' | 'enable' | 'resetMfa'

interface AccessFormProps {
  account: ManagedUser
  action: AccessAction
  onDone: () => void
}

export function AccessForm({ account, action, onDone }: AccessFormProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const send = useMutation({
    mutationFn: () => {
      if (action === 'disable') return disableUser(account.id, reason.trim())
      return action === 'enable' ? enableUser(account.id) : resetMfa(account.id)
    },
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: usersKey }),
  })
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: ['reason'],
    found: {},
    error: send.error,
    codes: {
      last_administrator: { message: t('users.lastAdministrator') },
      own_account: { message: t('users.ownAccount') },
    },
  })
  const name = `${account.first_name} ${account.last_name}`
  return (
    <Form summary={summary} onSubmit={() => send.mutate()}>
      <p className="text-ink-soft">{t(`users.texts.${action}`, { name })}</p>
      {action === 'disable' && (
        <TextField
          id={fieldId(FORM, 'reason')}
          label={t('users.reason')}
          optional
          help={t('users.reasonHelp')}
          maxLength={500}
          error={at.reason}
          value={reason}
          onChange={(change) => setReason(change.target.value)}
        />
      )}
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" data-first-focus onClick={onDone}>
          {t('form.cancel')}
        </Button>
        <Button
          type="submit"
          kind={action === 'enable' ? 'primary' : 'harm'}
          data-testid="confirm-access"
          disabled={send.isPending}
        >
          {send.isPending ? t('form.saving') : t(`users.does.${action}`)}
        </Button>
      </div>
    </Form>
  )
}
