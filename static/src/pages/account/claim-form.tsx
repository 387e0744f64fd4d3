// The second step of a claim: the code from the text, and what one will sign in with.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { signIn } from '@/api/accounts'
import { claimAccount } from '@/api/proofs'
import { refuses } from '@/api/refusal'
import { Button } from '@/ui/button'
import { plainCode } from '@/ui/code-field'
import { TextField } from '@/ui/field'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { fieldId } from '@/ui/form-errors'
import { MIN_PASSWORD, NewPasswordField } from '@/ui/password-field'
import { useFormErrors } from '@/ui/use-form-errors'
import { useGoOn } from './go-on'

const FORM = 'claim-account'
const FIELDS = ['code', 'email', 'date_of_birth', 'password'] as const
const KEPT = ['email', 'date_of_birth'] as const

interface ClaimFormProps {
  phone: string
  sending: boolean
  onAgain: () => void
  onOtherPhone: () => void
}

export function ClaimForm({ phone, sending, onAgain, onOtherPhone }: ClaimFormProps) {
  const { t } = useTranslation()
  const goOn = useGoOn(undefined)
  const shape = z.object({
    code: z.string().trim().min(1, t('phone.codeMissing')),
    email: z.email(t('signIn.badEmail')),
    date_of_birth: z.string(),
    password: z.string().min(MIN_PASSWORD, t('password.short', { count: MIN_PASSWORD })),
  })
  const form = useForm({
    resolver: zodResolver(shape),
    defaultValues: { code: '', email: '', date_of_birth: '', password: '' },
    shouldFocusError: false,
  })
  const forgetDraft = useFormDraft(form, FORM, KEPT)
  const send = useMutation({
    mutationFn: async ({ code, date_of_birth, ...rest }: z.infer<typeof shape>) => {
      await claimAccount({ ...rest, phone, code: plainCode(code), date_of_birth: date_of_birth || undefined })
      return signIn({ email: rest.email, password: rest.password })
    },
    onSuccess: (session) => {
      forgetDraft()
      goOn(session)
    },
  })
  // Two people share the phone: the day of birth tells which one this is.
  const asksBirth = refuses(send.error, 'ambiguous_claim') || form.watch('date_of_birth') !== ''
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: FIELDS,
    found: form.formState.errors,
    error: send.error,
    codes: {
      invalid_code: { field: 'code', message: t('phone.codeWrong') },
      ambiguous_claim: { field: 'date_of_birth', message: t('claim.ambiguous') },
    },
  })
  return (
    <Form summary={summary} onSubmit={form.handleSubmit((values) => send.mutate(values))}>
      <p className="text-ink-soft">{t('claim.sent', { phone })}</p>
      <TextField
        id={fieldId(FORM, 'code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        label={t('phone.code')}
        error={at.code}
        {...form.register('code')}
      />
      {asksBirth && (
        <TextField
          id={fieldId(FORM, 'date_of_birth')}
          type="date"
          autoComplete="bday"
          label={t('profile.dateOfBirth')}
          error={at.date_of_birth}
          {...form.register('date_of_birth')}
        />
      )}
      <TextField
        id={fieldId(FORM, 'email')}
        type="email"
        inputMode="email"
        autoComplete="username"
        label={t('signIn.email')}
        help={t('claim.emailHelp')}
        error={at.email}
        {...form.register('email')}
      />
      <NewPasswordField
        id={fieldId(FORM, 'password')}
        label={t('signIn.password')}
        error={at.password}
        typed={form.watch('password')}
        {...form.register('password')}
      />
      <Button type="submit" disabled={send.isPending}>
        {send.isPending ? t('claim.sending') : t('claim.submit')}
      </Button>
      <div className="flex flex-wrap justify-between gap-2">
        <Button kind="quiet" disabled={sending} onClick={onAgain}>
          {t('phone.again')}
        </Button>
        <Button kind="quiet" onClick={onOtherPhone}>
          {t('claim.otherPhone')}
        </Button>
      </div>
    </Form>
  )
}
