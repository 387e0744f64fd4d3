// Registers a patient who has no account, with or without an e-mail address.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { Attempt, isUnknownOutcome } from '@/api/attempt'
import { clinicsQuery } from '@/api/clinics'
import { patientQuery, patientsKey, registerPatient } from '@/api/patients'
import type { Patient, User } from '@/api/types'
import { clinicsOf } from '@/pages/clinic/clinic-here'
import { readersZone } from '@/time/days'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { useFormErrors } from '@/ui/use-form-errors'
import { newPatientOf, NOBODY, PATIENT_FIELDS } from './new-patient'
import type { PatientValues } from './new-patient'
import { REGISTER_FORM, RegisterFields } from './register-fields'

interface RegisterFormProps {
  user: User
  onRegistered: (patient: Patient) => void
  onCancel: () => void
}

export function RegisterForm({ user, onRegistered, onCancel }: RegisterFormProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { data: all = [] } = useQuery({ ...clinicsQuery, enabled: user.role === 'admin' })
  const clinics = clinicsOf(user, all)
  const asksClinic = user.role === 'admin' || clinics.length > 1
  const shape = z.object({
    first_name: z.string().trim().min(1, t('dependants.noFirstName')),
    last_name: z.string().trim().min(1, t('dependants.noLastName')),
    date_of_birth: z.string(),
    phone: z.string(),
    email: z.union([z.literal(''), z.email(t('signIn.badEmail'))], t('signIn.badEmail')),
    clinic_id: asksClinic ? z.string().min(1, t('register.chooseClinic')) : z.string(),
  })
  const form = useForm<PatientValues>({ resolver: zodResolver(shape), defaultValues: NOBODY, shouldFocusError: false })
  const forgetDraft = useFormDraft(form, REGISTER_FORM, PATIENT_FIELDS)
  const attempt = useRef<Attempt>(null)
  const send = useMutation({
    mutationFn: (values: PatientValues) => {
      attempt.current ??= new Attempt()
      const patient = newPatientOf(values, readersZone())
      return registerPatient(patient, attempt.current.keyFor(patient))
    },
    onSuccess: (patient) => {
      forgetDraft()
      queries.setQueryData(patientQuery(patient.id).queryKey, patient)
      void queries.invalidateQueries({ queryKey: [...patientsKey, 'list'] })
      onRegistered(patient)
    },
    onError: (error) => {
      if (!isUnknownOutcome(error)) attempt.current?.settle()
    },
  })
  const { at, summary } = useFormErrors({
    form: REGISTER_FORM,
    fields: PATIENT_FIELDS,
    found: form.formState.errors,
    error: send.error,
    codes: { email_taken: { field: 'email', message: t('register.emailTaken') } },
  })
  return (
    <Form summary={summary} onSubmit={form.handleSubmit((values) => send.mutate(values))}>
      <p className="text-ink-soft">{t('register.text')}</p>
      <RegisterFields form={form} at={at} clinics={asksClinic ? clinics : []} />
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" onClick={onCancel}>
          {t('form.cancel')}
        </Button>
        <Button type="submit" disabled={send.isPending}>
          {send.isPending ? t('form.saving') : t('patients.register')}
        </Button>
      </div>
    </Form>
  )
}
