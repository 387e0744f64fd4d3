// The first step of a claim: the phone that the clinic knows.
import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { Button } from '@/ui/button'
import { TextField } from '@/ui/field'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { fieldId } from '@/ui/form-errors'
import { useFormErrors } from '@/ui/use-form-errors'

const FORM = 'claim'
const FIELDS = ['phone'] as const

interface ClaimPhoneFormProps {
  sending: boolean
  error: unknown
  onSend: (phone: string) => void
}

export function ClaimPhoneForm({ sending, error, onSend }: ClaimPhoneFormProps) {
  const { t } = useTranslation()
  const shape = z.object({ phone: z.string().trim().min(1, t('phone.missing')) })
  const form = useForm({
    resolver: zodResolver(shape),
    defaultValues: { phone: '' },
    shouldFocusError: false,
  })
  useFormDraft(form, FORM, FIELDS)
  const { at, summary } = useFormErrors({ form: FORM, fields: FIELDS, found: form.formState.errors, error })
  return (
    <Form summary={summary} onSubmit={form.handleSubmit(({ phone }) => onSend(phone))}>
      <TextField
        id={fieldId(FORM, 'phone')}
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        label={t('phone.label')}
        help={t('claim.phoneHelp')}
        error={at.phone}
        {...form.register('phone')}
      />
      <Button type="submit" disabled={sending}>
        {sending ? t('phone.sending') : t('claim.send')}
      </Button>
    </Form>
  )
}
