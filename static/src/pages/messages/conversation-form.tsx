// Asks to whom, about what, and what is to be said first.
import { zodResolver } from '@hookform/resolvers/zod'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { conversationsKey, startConversation } from '@/api/messages'
import { dependantsQuery } from '@/api/profiles'
import type { Conversation } from '@/api/types'
import { useOnce } from '@/api/use-once'
import { useSession } from '@/session/use-session'
import { Button } from '@/ui/button'
import { TextArea, TextField } from '@/ui/field'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { fieldId } from '@/ui/form-errors'
import { useFormErrors } from '@/ui/use-form-errors'
import { cleaned, faultOf } from './body'
import { CONVERSATION_FIELDS, conversationOf, MAX_SUBJECT } from './conversation-values'
import type { Addressee, ConversationField, ConversationValues, Occasion } from './conversation-values'
import { PatientField } from './patient-field'
import { RecipientPicker } from './recipient-picker'

const FORM = 'conversation'

interface ConversationFormProps {
  /** Otherwise it is asked to whom. */
  occasion?: Occasion
  onStarted: (conversation: Conversation) => void
  onCancel: () => void
}

export function ConversationForm({ occasion, onStarted, onCancel }: ConversationFormProps) {
  const { t } = useTranslation()
  const [to, setTo] = useState<Addressee[]>(occasion ? [occasion.to] : [])
  const [asked, setAsked] = useState(false)
  const { user } = useSession()
  // A visit says itself whose it is.
  const asksAboutWhom = user?.role === 'patient' && occasion?.appointmentId === undefined
  const { data: dependants = [] } = useQuery({ ...dependantsQuery, enabled: asksAboutWhom })
  const isGuardian = asksAboutWhom && dependants.length > 0
  const shape = z.object({
    patient_id: z.string().refine((id) => !isGuardian || id !== '', t('messages.noPatient')),
    subject: z.string().refine((text) => cleaned(text) !== '', t('messages.noSubject')),
    body: z
      .string()
      .refine((text) => cleaned(text) !== '', t('messages.noBody'))
      .refine((text) => faultOf(text) === null, { error: ({ input }) => t('messages.tooLong', { count: faultOf(String(input))?.over ?? 0 }) }),
  })
  const form = useForm<ConversationValues>({
    resolver: zodResolver(shape),
    defaultValues: { subject: occasion?.subject ?? '', body: '', patient_id: '' },
    shouldFocusError: false,
  })
  const forgetDraft = useFormDraft(form, `${FORM} ${occasion?.appointmentId ?? occasion?.to.id ?? ''}`, CONVERSATION_FIELDS)
  const start = useOnce({
    bodyOf: (values: ConversationValues) => conversationOf(values, to, occasion),
    make: (body, key) => startConversation(user?.id, body, key),
    onMade: (made) => {
      forgetDraft()
      onStarted(made)
    },
    reads: conversationsKey,
  })
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: CONVERSATION_FIELDS,
    found: form.formState.errors,
    error: start.error,
    codes: { not_found: { message: t('messages.mayNotWrite') } },
  })
  const nobody = asked && to.length === 0
  const field = (name: ConversationField) => ({ id: fieldId(FORM, name), error: at[name], ...form.register(name) })
  const submit = form.handleSubmit(
    (values) => {
      setAsked(true)
      if (to.length > 0) start.mutate(values)
    },
    () => setAsked(true),
  )
  const recipients = nobody ? [{ fieldId: fieldId(FORM, 'to'), message: t('messages.noRecipient') }] : []
  return (
    <Form summary={[...recipients, ...summary]} onSubmit={submit}>
      {occasion ? (
        <p className="text-ink-soft">{t('messages.toWhom', { name: occasion.to.name })}</p>
      ) : (
        <RecipientPicker id={fieldId(FORM, 'to')} chosen={to} error={nobody ? t('messages.noRecipient') : undefined} onChange={setTo} />
      )}
      {isGuardian && user && <PatientField readerId={user.id} dependants={dependants} {...field('patient_id')} />}
      <TextField
        label={t('messages.subject')}
        maxLength={MAX_SUBJECT}
        autoComplete="off"
        data-first-focus={occasion ? true : undefined}
        {...field('subject')}
      />
      <TextArea label={t('messages.firstMessage')} help={t('messages.notForEmergencies')} {...field('body')} />
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" onClick={onCancel}>
          {t('form.cancel')}
        </Button>
        <Button type="submit" data-testid="start" disabled={start.isPending}>
          {t(start.isPending ? 'messages.sending' : 'messages.send')}
        </Button>
      </div>
    </Form>
  )
}
