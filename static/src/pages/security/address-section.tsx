// The address one signs in with: whether it is proven, and changing it.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { changeEmail } from '@/api/proofs'
import type { User } from '@/api/types'
import { useFactorCodes } from '@/session/factor-codes'
import { ResendLink } from '@/session/resend-link'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { CodeField, plainCode } from '@/ui/code-field'
import { TextField } from '@/ui/field'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { fieldId } from '@/ui/form-errors'
import { Notice } from '@/ui/notice'
import { PasswordField } from '@/ui/password-field'
import { Section } from '@/ui/section'
import { useFormErrors } from '@/ui/use-form-errors'

const FORM = 'change-email'
const KEPT = ['email'] as const

export function AddressSection({ user }: { user: User }) {
  const { t } = useTranslation()
  return (
    <Section title={t('address.title')} text={t('address.text')}>
      <div className="flex flex-col gap-5">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <p className="font-semibold wrap-anywhere">{user.email}</p>
          {user.email_verified ? (
            <Badge tone="stands">{t('address.verified')}</Badge>
          ) : (
            <>
              <Badge tone="waiting">{t('address.unverified')}</Badge>
              <ResendLink look="quiet" />
            </>
          )}
        </div>
        <ChangeForm user={user} />
      </div>
    </Section>
  )
}

function ChangeForm({ user }: { user: User }) {
  const { t } = useTranslation()
  const shape = z.object({
    email: z.email(t('signIn.badEmail')),
    password: z.string().min(1, t('signIn.noPassword')),
    otp: user.mfa_enabled ? z.string().trim().min(1, t('code.missing')) : z.string(),
  })
  const form = useForm({
    resolver: zodResolver(shape),
    defaultValues: { email: '', password: '', otp: '' },
    shouldFocusError: false,
  })
  const forgetDraft = useFormDraft(form, FORM, KEPT)
  const send = useMutation({
    mutationFn: changeEmail,
    onSuccess: () => {
      form.reset()
      forgetDraft()
    },
  })
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: ['email', 'password', 'otp'],
    found: form.formState.errors,
    error: send.error,
    codes: useFactorCodes(),
  })
  const submit = form.handleSubmit(({ otp, ...change }) =>
    send.mutate({ ...change, otp: user.mfa_enabled ? plainCode(otp) : undefined }),
  )
  return (
    <Form summary={summary} onSubmit={submit}>
      {send.isSuccess && <Notice tone="calm">{t('address.sent', { email: send.variables.email })}</Notice>}
      <TextField
        id={fieldId(FORM, 'email')}
        type="email"
        inputMode="email"
        autoComplete="email"
        label={t('address.new')}
        error={at.email}
        {...form.register('email')}
      />
      <PasswordField
        id={fieldId(FORM, 'password')}
        autoComplete="current-password"
        label={t('address.password')}
        error={at.password}
        {...form.register('password')}
      />
      {user.mfa_enabled && <CodeField id={fieldId(FORM, 'otp')} error={at.otp} {...form.register('otp')} />}
      <Button type="submit" kind="secondary" className="self-start" disabled={send.isPending}>
        {send.isPending ? t('unverified.sending') : t('address.submit')}
      </Button>
    </Form>
  )
}
