// Sign-up: an account is made and signed in at once. An address that is known already is answered alike.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { signIn, signUp } from '@/api/accounts'
import { readersZone } from '@/time/days'
import { Button } from '@/ui/button'
import { TextField } from '@/ui/field'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { fieldId } from '@/ui/form-errors'
import { MIN_PASSWORD, NewPasswordField } from '@/ui/password-field'
import { useFormErrors } from '@/ui/use-form-errors'
import { AccountFrame, TextLink } from './frame'
import { useGoOn } from './go-on'
import { KeepsTime } from './keeps-time'

const FORM = 'sign-up'
const FIELDS = ['first_name', 'last_name', 'email', 'password'] as const
const KEPT = ['first_name', 'last_name', 'email'] as const

export function SignUpPage() {
  const { t, i18n } = useTranslation()
  const { next } = useSearch({ from: '/sign-up' })
  const goOn = useGoOn(next)
  const shape = z.object({
    first_name: z.string().trim().min(1, t('signUp.noFirstName')),
    last_name: z.string().trim().min(1, t('signUp.noLastName')),
    email: z.email(t('signIn.badEmail')),
    password: z.string().min(MIN_PASSWORD, t('password.short', { count: MIN_PASSWORD })),
  })
  const form = useForm({
    resolver: zodResolver(shape),
    defaultValues: { first_name: '', last_name: '', email: '', password: '' },
    shouldFocusError: false,
  })
  const forgetDraft = useFormDraft(form, FORM, KEPT)
  const send = useMutation({
    mutationFn: async (values: z.infer<typeof shape>) => {
      await signUp({ ...values, time_zone: readersZone(), locale: i18n.language })
      return signIn({ email: values.email, password: values.password })
    },
    onSuccess: (session) => {
      forgetDraft()
      goOn(session)
    },
  })
  // Made or known already: the answer is the same, and only the mail tells which.
  const known = { message: t('signUp.known') }
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: FIELDS,
    found: form.formState.errors,
    error: send.error,
    codes: { invalid_credentials: known, mfa_required: known },
  })
  const text = (field: (typeof KEPT)[number]) => ({ id: fieldId(FORM, field), error: at[field], ...form.register(field) })
  return (
    <AccountFrame
      title={t('signUp.title')}
      lead={t('signUp.lead')}
      footer={
        <p>
          {t('signUp.haveAccount')}{' '}
          <TextLink to="/sign-in" search={{ next }}>
            {t('signUp.toSignIn')}
          </TextLink>
        </p>
      }
    >
      <Form summary={summary} onSubmit={form.handleSubmit((values) => send.mutate(values))}>
        <KeepsTime next={next} />
        <div className="grid gap-5 sm:grid-cols-2">
          <TextField autoComplete="given-name" label={t('signUp.firstName')} {...text('first_name')} />
          <TextField autoComplete="family-name" label={t('signUp.lastName')} {...text('last_name')} />
        </div>
        <TextField
          type="email"
          inputMode="email"
          autoComplete="username"
          label={t('signIn.email')}
          help={t('signUp.emailHelp')}
          {...text('email')}
        />
        <NewPasswordField
          id={fieldId(FORM, 'password')}
          label={t('signIn.password')}
          error={at.password}
          typed={form.watch('password')}
          {...form.register('password')}
        />
        <Button type="submit" disabled={send.isPending}>
          {send.isPending ? t('signUp.sending') : t('signUp.submit')}
        </Button>
      </Form>
    </AccountFrame>
  )
}
