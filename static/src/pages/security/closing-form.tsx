// Closes the account, with the password and a code where there is a second factor.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { isRefusal } from '@/api/refusal'
import { deactivateAccount } from '@/api/sessions'
import type { User } from '@/api/types'
import { useFactorCodes } from '@/session/factor-codes'
import { useBecome } from '@/session/use-session'
import { Button } from '@/ui/button'
import { CodeField, plainCode } from '@/ui/code-field'
import { forgetDrafts } from '@/ui/draft'
import { Form } from '@/ui/form'
import { fieldId } from '@/ui/form-errors'
import { AccountName, PasswordField } from '@/ui/password-field'
import { useFormErrors } from '@/ui/use-form-errors'

const FORM = 'close-account'

export function ClosingForm({ user, onCancel }: { user: User; onCancel: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const become = useBecome()
  const shape = z.object({
    password: z.string().min(1, t('signIn.noPassword')),
    otp: user.mfa_enabled ? z.string().trim().min(1, t('code.missing')) : z.string(),
  })
  const form = useForm({ resolver: zodResolver(shape), defaultValues: { password: '', otp: '' }, shouldFocusError: false })
  const send = useMutation({
    mutationFn: deactivateAccount,
    onSuccess: async () => {
      forgetDrafts()
      await navigate({ to: '/sign-in', search: { because: 'deactivated' } })
      become(null)
    },
  })
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: ['password', 'otp'],
    found: form.formState.errors,
    error: send.error,
    codes: {
      ...useFactorCodes(),
      has_upcoming_visits: { message: t('closing.hasVisits') },
      last_administrator: { message: t('closing.lastAdministrator') },
    },
  })
  const submit = form.handleSubmit(({ password, otp }) =>
    send.mutate({ password, otp: user.mfa_enabled ? plainCode(otp) : undefined }),
  )
  return (
    <Form summary={summary} onSubmit={submit}>
      <ul className="flex list-disc flex-col gap-1.5 pl-5 text-ink-soft">
        <li>{t('closing.signedOut')}</li>
        <li>{t('closing.records')}</li>
        <li>{t('closing.undo')}</li>
      </ul>
      {isRefusal(send.error, 'has_upcoming_visits') && (
        <Link to="/appointments" className="font-semibold text-action-ink underline underline-offset-2">
          {t('closing.toVisits')}
        </Link>
      )}
      <AccountName email={user.email} />
      <PasswordField
        id={fieldId(FORM, 'password')}
        autoComplete="current-password"
        label={t('signIn.password')}
        error={at.password}
        {...form.register('password')}
      />
      {user.mfa_enabled && <CodeField id={fieldId(FORM, 'otp')} error={at.otp} {...form.register('otp')} />}
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" data-first-focus onClick={onCancel}>
          {t('closing.keep')}
        </Button>
        <Button type="submit" kind="harm" disabled={send.isPending}>
          {send.isPending ? t('closing.sending') : t('closing.submit')}
        </Button>
      </div>
    </Form>
  )
}
