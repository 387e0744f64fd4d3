// A forgotten password: a link is mailed. Whether there is such an account is not told.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation } from '@tanstack/react-query'
import { MailCheck } from 'lucide-react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { mailResetLink } from '@/api/passwords'
import { Button } from '@/ui/button'
import { TextField } from '@/ui/field'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { fieldId } from '@/ui/form-errors'
import { useFormErrors } from '@/ui/use-form-errors'
import { AccountFrame, TextLink } from './frame'
import { TYPED_ADDRESS } from './sign-in-steps'

const FORM = 'forgot-password'

export function ForgotPasswordPage() {
  const { t } = useTranslation()
  const form = useForm({
    resolver: zodResolver(z.object({ email: z.email(t('signIn.badEmail')) })),
    defaultValues: { email: '' },
    shouldFocusError: false,
  })
  useFormDraft(form, TYPED_ADDRESS.name, TYPED_ADDRESS.fields)
  const send = useMutation({ mutationFn: mailResetLink })
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: ['email'],
    found: form.formState.errors,
    error: send.error,
  })
  return (
    <AccountFrame
      title={t('forgot.title')}
      lead={t('forgot.lead')}
      footer={
        <p>
          {t('forgot.remembered')} <TextLink to="/sign-in">{t('signUp.toSignIn')}</TextLink>
        </p>
      }
    >
      {send.isSuccess ? (
        <div role="status" className="animate-arrives flex flex-col items-start gap-3">
          <MailCheck aria-hidden className="size-8 text-action" />
          <h2 className="text-large font-semibold">{t('forgot.sentTitle')}</h2>
          <p className="wrap-anywhere text-ink-soft">{t('forgot.sent', { email: send.variables })}</p>
          <Button kind="secondary" onClick={() => send.reset()}>
            {t('forgot.other')}
          </Button>
        </div>
      ) : (
        <Form summary={summary} onSubmit={form.handleSubmit(({ email }) => send.mutate(email))}>
          <TextField
            id={fieldId(FORM, 'email')}
            type="email"
            inputMode="email"
            autoComplete="username"
            label={t('signIn.email')}
            error={at.email}
            {...form.register('email')}
          />
          <Button type="submit" disabled={send.isPending}>
            {send.isPending ? t('forgot.sending') : t('forgot.submit')}
          </Button>
        </Form>
      )}
    </AccountFrame>
  )
}
