// A mailed link leads here: a new password is chosen; whoever was invited chooses their first one.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { MailX } from 'lucide-react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { meQuery } from '@/api/accounts'
import { resetPassword } from '@/api/passwords'
import { Button, buttonLook } from '@/ui/button'
import { Form } from '@/ui/form'
import { fieldId } from '@/ui/form-errors'
import { usePageTitle } from '@/ui/page-head'
import { MIN_PASSWORD, NewPasswordField } from '@/ui/password-field'
import { EmptyState } from '@/ui/states'
import { useFormErrors } from '@/ui/use-form-errors'
import { useFragmentToken } from './fragment-token'
import { AccountFrame, TextLink } from './frame'

const FORM = 'reset-password'

export function ResetPasswordPage() {
  const { t } = useTranslation()
  const token = useFragmentToken()
  if (token === null) return <Incomplete />
  return (
    <AccountFrame
      title={t('reset.title')}
      lead={t('reset.lead')}
      footer={
        <p>
          {t('reset.noLink')} <TextLink to="/forgot-password">{t('reset.toForgotten')}</TextLink>
        </p>
      }
    >
      <ResetForm token={token} />
    </AccountFrame>
  )
}

function Incomplete() {
  const { t } = useTranslation()
  const title = t('reset.title')
  usePageTitle(title)
  return (
    <>
      <h1 className="sr-only">{title}</h1>
      <EmptyState
        icon={<MailX aria-hidden className="size-6" />}
        title={t('verifyEmail.incompleteTitle')}
        action={
          <Link to="/forgot-password" className={buttonLook('primary')}>
            {t('reset.toForgotten')}
          </Link>
        }
      >
        {t('verifyEmail.incomplete')}
      </EmptyState>
    </>
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
