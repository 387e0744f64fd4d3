// Sign-in by e-mail and password, with a code where a second factor is set up.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { signIn } from '@/api/accounts'
import { isRefusal } from '@/api/refusal'
import { Button } from '@/ui/button'
import { ErrorSummary } from '@/ui/error-summary'
import { TextField } from '@/ui/field'
import { useErrorText } from '@/ui/states'
import { AccountFrame } from './frame'
import { useGoOn } from './go-on'
import { KeepsTime } from './keeps-time'

export function SignInPage() {
  const { t } = useTranslation()
  const { next } = useSearch({ from: '/sign-in' })
  const goOn = useGoOn(next)
  const errorText = useErrorText()
  const shape = z.object({
    email: z.email(t('signIn.badEmail')),
    password: z.string().min(1, t('signIn.noPassword')),
    otp: z.string().optional(),
  })
  const form = useForm({
    resolver: zodResolver(shape),
    defaultValues: { email: '', password: '' },
    shouldFocusError: false,
  })
  const send = useMutation({ mutationFn: signIn, onSuccess: goOn })
  const needsCode = isRefusal(send.error, 'mfa_required') || form.watch('otp') !== undefined

  const { errors } = form.formState
  const summary = [
    ...(errors.email?.message ? [{ fieldId: 'email', message: errors.email.message }] : []),
    ...(errors.password?.message ? [{ fieldId: 'password', message: errors.password.message }] : []),
  ]
  if (summary.length === 0 && send.error && !isRefusal(send.error, 'mfa_required')) {
    const wrong = isRefusal(send.error, 'invalid_credentials')
    summary.push({ fieldId: 'email', message: wrong ? t('signIn.wrong') : errorText(send.error) })
  }

  return (
    <AccountFrame
      title={t('signIn.title')}
      lead={t('signIn.lead')}
      footer={
        <>
          {t('signIn.noAccount')}{' '}
          <Link to="/sign-up" search={{ next }} className="font-semibold text-action-ink underline underline-offset-2">
            {t('signIn.toSignUp')}
          </Link>
        </>
      }
    >
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(submit) => void form.handleSubmit((values) => send.mutate(values))(submit)}
      >
        <KeepsTime next={next} />
        <ErrorSummary errors={summary} />
        <TextField
          id="email"
          type="email"
          inputMode="email"
          autoComplete="username"
          label={t('signIn.email')}
          error={errors.email?.message}
          {...form.register('email')}
        />
        <TextField
          id="password"
          type="password"
          autoComplete="current-password"
          label={t('signIn.password')}
          error={errors.password?.message}
          {...form.register('password')}
        />
        {needsCode && (
          <TextField
            id="otp"
            inputMode="numeric"
            autoComplete="one-time-code"
            label={t('signIn.otp')}
            help={t('signIn.otpHelp')}
            autoFocus
            {...form.register('otp')}
          />
        )}
        <Button type="submit" disabled={send.isPending}>
          {send.isPending ? t('signIn.sending') : t('signIn.submit')}
        </Button>
      </form>
    </AccountFrame>
  )
}
