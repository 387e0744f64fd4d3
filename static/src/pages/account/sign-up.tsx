// Sign-up: an account is made and signed in at once. An address that is known already is answered alike.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { signIn, signUp } from '@/api/accounts'
import { isRefusal, Refusal } from '@/api/refusal'
import { readersZone } from '@/time/days'
import { Button } from '@/ui/button'
import { useDraft } from '@/ui/draft'
import { ErrorSummary } from '@/ui/error-summary'
import { TextField } from '@/ui/field'
import { useErrorText } from '@/ui/states'
import { AccountFrame } from './frame'
import { useGoOn } from './go-on'
import { KeepsTime } from './keeps-time'

const MIN_PASSWORD = 12
const FIELDS = ['first_name', 'last_name', 'email', 'password'] as const

export function SignUpPage() {
  const { t, i18n } = useTranslation()
  const { next } = useSearch({ from: '/sign-up' })
  const goOn = useGoOn(next)
  const errorText = useErrorText()
  const [draft, setDraft] = useDraft('sign-up')
  const shape = z.object({
    first_name: z.string().trim().min(1, t('signUp.noFirstName')),
    last_name: z.string().trim().min(1, t('signUp.noLastName')),
    email: z.email(t('signIn.badEmail')),
    password: z.string().min(MIN_PASSWORD, t('signUp.shortPassword')),
  })
  const form = useForm({
    resolver: zodResolver(shape),
    defaultValues: { first_name: '', last_name: '', email: '', ...parseDraft(draft), password: '' },
    shouldFocusError: false,
  })
  useEffect(() => {
    const watching = form.watch(({ first_name, last_name, email }) =>
      setDraft(JSON.stringify({ first_name, last_name, email })),
    )
    return () => watching.unsubscribe()
  }, [form, setDraft])

  const send = useMutation({
    mutationFn: async (values: z.infer<typeof shape>) => {
      await signUp({ ...values, time_zone: readersZone(), locale: i18n.language })
      return signIn({ email: values.email, password: values.password })
    },
    onSuccess: (user) => {
      setDraft('')
      goOn(user)
    },
  })

  const { errors } = form.formState
  const refused = send.error instanceof Refusal ? (send.error.problem.errors ?? []) : []
  const messageAt = (field: (typeof FIELDS)[number]) =>
    errors[field]?.message ?? refused.find((error) => error.field === field)?.message
  const summary: { fieldId?: string; message: string }[] = FIELDS.flatMap((field) => {
    const message = messageAt(field)
    return message ? [{ fieldId: field, message }] : []
  })
  const known = isRefusal(send.error, 'invalid_credentials')
  if (summary.length === 0 && send.error) {
    summary.push({ message: known ? t('signUp.known') : errorText(send.error) })
  }

  return (
    <AccountFrame
      title={t('signUp.title')}
      lead={t('signUp.lead')}
      footer={
        <>
          {t('signUp.haveAccount')}{' '}
          <Link to="/sign-in" search={{ next }} className="font-semibold text-action-ink underline underline-offset-2">
            {t('signUp.toSignIn')}
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
        <div className="grid gap-5 sm:grid-cols-2">
          <TextField
            id="first_name"
            autoComplete="given-name"
            label={t('signUp.firstName')}
            error={messageAt('first_name')}
            {...form.register('first_name')}
          />
          <TextField
            id="last_name"
            autoComplete="family-name"
            label={t('signUp.lastName')}
            error={messageAt('last_name')}
            {...form.register('last_name')}
          />
        </div>
        <TextField
          id="email"
          type="email"
          inputMode="email"
          autoComplete="username"
          label={t('signIn.email')}
          error={messageAt('email')}
          {...form.register('email')}
        />
        <TextField
          id="password"
          type="password"
          autoComplete="new-password"
          label={t('signIn.password')}
          help={t('signUp.passwordHelp')}
          error={messageAt('password')}
          {...form.register('password')}
        />
        <Button type="submit" disabled={send.isPending}>
          {send.isPending ? t('signUp.sending') : t('signUp.submit')}
        </Button>
      </form>
    </AccountFrame>
  )
}

const draftShape = z.object({
  first_name: z.string().catch(''),
  last_name: z.string().catch(''),
  email: z.string().catch(''),
})

function parseDraft(draft: string): Partial<z.infer<typeof draftShape>> {
  if (draft === '') return {}
  return draftShape.safeParse(JSON.parse(draft)).data ?? {}
}
