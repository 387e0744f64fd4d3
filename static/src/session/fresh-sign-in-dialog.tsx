// Asks for the password once more before something private: the one place for that. Whatever waited goes on by itself.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { confirmSignIn } from '@/api/accounts'
import { freshSignIn } from '@/api/fresh-sign-in'
import { isRefusal } from '@/api/refusal'
import type { User } from '@/api/types'
import { Button } from '@/ui/button'
import { CodeField, plainCode } from '@/ui/code-field'
import { Dialog } from '@/ui/dialog'
import { Form } from '@/ui/form'
import { fieldId } from '@/ui/form-errors'
import { AccountName, PasswordField } from '@/ui/password-field'
import { useFormErrors } from '@/ui/use-form-errors'
import { useFactorCodes } from './factor-codes'

const FORM = 'confirm-sign-in'

export function FreshSignInDialog({ user }: { user: User }) {
  const { t } = useTranslation()
  const asking = useSyncExternalStore(
    (changed) => freshSignIn.listen(changed),
    () => freshSignIn.asking,
  )
  return (
    <Dialog open={asking} title={t('freshSignIn.title')} onClose={() => freshSignIn.settle(false)}>
      <ConfirmForm user={user} />
    </Dialog>
  )
}

function ConfirmForm({ user }: { user: User }) {
  const { t } = useTranslation()
  const codes = useFactorCodes()
  const send = useMutation({ mutationFn: confirmSignIn, onSuccess: () => freshSignIn.settle(true) })
  const needsCode = user.mfa_enabled || isRefusal(send.error, 'mfa_required') || isRefusal(send.error, 'mfa_invalid')
  const shape = z.object({
    password: z.string().min(1, t('signIn.noPassword')),
    otp: needsCode ? z.string().trim().min(1, t('code.missing')) : z.string(),
  })
  const form = useForm({ resolver: zodResolver(shape), defaultValues: { password: '', otp: '' }, shouldFocusError: false })
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: ['password', 'otp'],
    found: form.formState.errors,
    error: send.error,
    codes,
  })
  const submit = form.handleSubmit(({ password, otp }) =>
    send.mutate({ password, otp: needsCode ? plainCode(otp) : undefined }),
  )
  return (
    <Form summary={summary} onSubmit={submit}>
      <p className="text-ink-soft">{t('freshSignIn.text')}</p>
      <AccountName email={user.email} />
      <PasswordField
        id={fieldId(FORM, 'password')}
        autoComplete="current-password"
        label={t('signIn.password')}
        error={at.password}
        data-first-focus
        {...form.register('password')}
      />
      {needsCode && <CodeField id={fieldId(FORM, 'otp')} error={at.otp} {...form.register('otp')} />}
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" onClick={() => freshSignIn.settle(false)}>
          {t('form.cancel')}
        </Button>
        <Button type="submit" disabled={send.isPending}>
          {send.isPending ? t('freshSignIn.sending') : t('freshSignIn.submit')}
        </Button>
      </div>
    </Form>
  )
}
