// Asks for a code of the second factor before something is done with it.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { useFactorCodes } from '@/session/factor-codes'
import { Button } from '@/ui/button'
import type { ButtonKind } from '@/ui/button'
import { CodeField, plainCode } from '@/ui/code-field'
import { Form } from '@/ui/form'
import { fieldId } from '@/ui/form-errors'
import { useFormErrors } from '@/ui/use-form-errors'

const FORM = 'factor-code'

interface FactorCodeFormProps<Answer> {
  text: string
  submit: string
  kind: ButtonKind
  send: (otp: string) => Promise<Answer>
  onSent: (answer: Answer) => void
  onCancel: () => void
}

export function FactorCodeForm<Answer>({ text, submit, kind, send, onSent, onCancel }: FactorCodeFormProps<Answer>) {
  const { t } = useTranslation()
  const shape = z.object({ otp: z.string().trim().min(1, t('code.missing')) })
  const form = useForm({ resolver: zodResolver(shape), defaultValues: { otp: '' }, shouldFocusError: false })
  const sending = useMutation({ mutationFn: send, onSuccess: onSent })
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: ['otp'],
    found: form.formState.errors,
    error: sending.error,
    codes: { ...useFactorCodes(), mfa_mandatory: { message: t('security.factorMandatory') } },
  })
  return (
    <Form summary={summary} onSubmit={form.handleSubmit(({ otp }) => sending.mutate(plainCode(otp)))}>
      <p className="text-ink-soft">{text}</p>
      <CodeField id={fieldId(FORM, 'otp')} error={at.otp} data-first-focus {...form.register('otp')} />
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" onClick={onCancel}>
          {t('form.cancel')}
        </Button>
        <Button type="submit" kind={kind} disabled={sending.isPending}>
          {sending.isPending ? t('freshSignIn.sending') : submit}
        </Button>
      </div>
    </Form>
  )
}
