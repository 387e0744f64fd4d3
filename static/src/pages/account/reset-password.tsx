// A mailed link leads here: a new password is chosen; whoever was invited chooses their first one.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { meQuery } from '@/api/accounts'
import { resetPassword } from '@/api/passwords'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { fieldId } from '@/ui/form-errors'
import { MIN_PASSWORD, NewPasswordField } from '@/ui/password-field'
import { useFormErrors } from '@/ui/use-form-errors'
import { useFragmentToken } from './fragment-token'
import { AccountFrame, TextLink } from './frame'

const FORM = 'reset-password'

export function ResetPasswordPage() {
  const { t } = useTranslation()
  const token = useFragmentToken()
  return (
    <AccountFrame
      title={t('reset.title')}
      lead={token === null ? undefined : t('reset.lead')}
      footer={
        <p>
          {t('reset.noLink')} <TextLink to="/forgot-password">{t('reset.toForgotten')}</TextLink>
        </p>
      }
    >
      {token === null ? <p>{t('reset.incomplete')}</p> : <ResetForm token={token} />}
    </AccountFrame>
  )
}

function ResetForm({ token }: { token: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const shape = z.object({ password: z.string().min(MIN_PASSWORD, t('password.short', { count: MIN_PASSWORD })) })
  const form = useForm({ resolver: zodResolver(shape), defaultValues: { password: '' }, shouldFocusError: false })
  const send = useMutation({
    mutationFn: (password: string) => resetPassword(token, password),
    onSuccess: async () => {
      // Every sign-in of that account has ended, perhaps the one of this browser too.
      await queries.invalidateQueries({ queryKey: meQuery.queryKey })
      await navigate({ to: '/sign-in', search: { because: 'password_set' } })
    },
  })
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: ['password'],
    found: form.formState.errors,
    error: send.error,
    codes: { invalid_token: { message: t('reset.used') } },
  })
  return (
    <Form summary={summary} onSubmit={form.handleSubmit(({ password }) => send.mutate(password))}>
      <NewPasswordField
        id={fieldId(FORM, 'password')}
        label={t('password.new')}
        error={at.password}
        typed={form.watch('password')}
        {...form.register('password')}
      />
      <Button type="submit" disabled={send.isPending}>
        {send.isPending ? t('form.saving') : t('reset.submit')}
      </Button>
    </Form>
  )
}
