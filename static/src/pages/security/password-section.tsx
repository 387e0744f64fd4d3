// Changing one's password: the other devices are signed out.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { changePassword } from '@/api/passwords'
import { sessionsQuery } from '@/api/sessions'
import type { User } from '@/api/types'
import { useFactorCodes } from '@/session/factor-codes'
import { Button } from '@/ui/button'
import { CodeField, plainCode } from '@/ui/code-field'
import { Form } from '@/ui/form'
import { fieldId } from '@/ui/form-errors'
import { Notice } from '@/ui/notice'
import { AccountName, MIN_PASSWORD, NewPasswordField, PasswordField } from '@/ui/password-field'
import { Section } from '@/ui/section'
import { useFormErrors } from '@/ui/use-form-errors'

const FORM = 'change-password'
const FIELDS = ['current_password', 'new_password', 'otp'] as const

export function PasswordSection({ user }: { user: User }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const shape = z.object({
    current_password: z.string().min(1, t('signIn.noPassword')),
    new_password: z.string().min(MIN_PASSWORD, t('password.short', { count: MIN_PASSWORD })),
    otp: user.mfa_enabled ? z.string().trim().min(1, t('code.missing')) : z.string(),
  })
  const form = useForm({
    resolver: zodResolver(shape),
    defaultValues: { current_password: '', new_password: '', otp: '' },
    shouldFocusError: false,
  })
  const send = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      form.reset()
      void queries.invalidateQueries({ queryKey: sessionsQuery.queryKey })
    },
  })
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: FIELDS,
    found: form.formState.errors,
    error: send.error,
    codes: { ...useFactorCodes(), wrong_password: { field: 'current_password', message: t('password.wrong') } },
  })
  const submit = form.handleSubmit(({ otp, ...change }) =>
    send.mutate({ ...change, otp: user.mfa_enabled ? plainCode(otp) : undefined }),
  )
  return (
    <Section title={t('security.password')} text={t('security.passwordText')}>
      <Form summary={summary} onSubmit={submit}>
        {send.isSuccess && <Notice tone="calm">{t('security.passwordChanged')}</Notice>}
        <AccountName email={user.email} />
        <PasswordField
          id={fieldId(FORM, 'current_password')}
          autoComplete="current-password"
          label={t('security.currentPassword')}
          error={at.current_password}
          {...form.register('current_password')}
        />
        <NewPasswordField
          id={fieldId(FORM, 'new_password')}
          label={t('password.new')}
          error={at.new_password}
          typed={form.watch('new_password')}
          {...form.register('new_password')}
        />
        {user.mfa_enabled && <CodeField id={fieldId(FORM, 'otp')} error={at.otp} {...form.register('otp')} />}
        <Button type="submit" kind="secondary" className="self-start" disabled={send.isPending}>
          {send.isPending ? t('form.saving') : t('security.changePassword')}
        </Button>
      </Form>
    </Section>
  )
}
