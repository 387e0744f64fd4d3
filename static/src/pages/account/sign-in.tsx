// Sign-in: e-mail and password, then a code where a second factor is set up.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { signIn } from '@/api/accounts'
import { isRefusal } from '@/api/refusal'
import { Button } from '@/ui/button'
import { plainCode } from '@/ui/code-field'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { useFormErrors } from '@/ui/use-form-errors'
import { AccountFrame } from './frame'
import { useGoOn } from './go-on'
import { SignInFooter } from './sign-in-footer'
import { CodeStep, PasswordStep, SIGN_IN, TYPED_ADDRESS, useSignInCodes } from './sign-in-steps'

const FIELDS = ['email', 'password', 'otp'] as const

export function SignInPage() {
  const { t } = useTranslation()
  const { next, because } = useSearch({ from: '/sign-in' })
  const goOn = useGoOn(next)
  const [step, setStep] = useState<'password' | 'code'>('password')
  const shape = z.object({
    email: z.email(t('signIn.badEmail')),
    password: z.string().min(1, t('signIn.noPassword')),
    remember: z.boolean(),
    otp: step === 'code' ? z.string().trim().min(1, t('code.missing')) : z.string(),
  })
  const form = useForm({
    resolver: zodResolver(shape),
    defaultValues: { email: '', password: '', remember: false, otp: '' },
    shouldFocusError: false,
  })
  const forgetDraft = useFormDraft(form, TYPED_ADDRESS.name, TYPED_ADDRESS.fields)
  const send = useMutation({
    mutationFn: signIn,
    onSuccess: (session) => {
      forgetDraft()
      goOn(session)
    },
    onError: (error) => {
      if (isRefusal(error, 'mfa_required')) setStep('code')
      // The password was changed meanwhile: the code is not what is wrong.
      if (isRefusal(error, 'invalid_credentials')) setStep('password')
    },
  })
  const { at, summary } = useFormErrors({
    form: SIGN_IN,
    fields: FIELDS,
    found: form.formState.errors,
    error: isRefusal(send.error, 'mfa_required') ? null : send.error,
    codes: useSignInCodes(),
  })
  const submit = form.handleSubmit(({ email, password, remember, otp }) =>
    send.mutate({
      email,
      password,
      remember: remember || undefined,
      otp: step === 'code' ? plainCode(otp) : undefined,
    }),
  )
  const back = () => {
    setStep('password')
    form.resetField('otp')
    send.reset()
  }
  return (
    <AccountFrame
      title={t(step === 'code' ? 'signIn.codeTitle' : 'signIn.title')}
      lead={t(step === 'code' ? 'signIn.codeLead' : 'signIn.lead')}
      footer={step === 'password' && <SignInFooter next={next} />}
    >
      <Form summary={summary} onSubmit={submit}>
        {step === 'code' ? (
          <CodeStep form={form} at={at} onBack={back} />
        ) : (
          <PasswordStep form={form} at={at} next={next} because={because} />
        )}
        <Button type="submit" disabled={send.isPending}>
          {send.isPending ? t('signIn.sending') : t('signIn.submit')}
        </Button>
      </Form>
    </AccountFrame>
  )
}
