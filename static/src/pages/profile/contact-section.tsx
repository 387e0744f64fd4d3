// How somebody is reached: the address they sign in with, and a phone that is proven to be theirs.
import { zodResolver } from '@hookform/resolvers/zod'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { isOutOfDate } from '@/api/refusal'
import type { Profile } from '@/api/types'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { TextField } from '@/ui/field'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { fieldId } from '@/ui/form-errors'
import { Notice } from '@/ui/notice'
import { Section } from '@/ui/section'
import { useFormErrors } from '@/ui/use-form-errors'
import { PhoneProof } from './phone-proof'
import { useChangeProfile } from './use-change-profile'

const FORM = 'contact'
const FIELDS = ['phone'] as const

export function ContactSection({ profile }: { profile: Profile }) {
  const { t } = useTranslation()
  return (
    <Section title={t('contact.title')} text={t('contact.text')}>
      <div className="flex flex-col gap-6">
        <div className="flex flex-col gap-1">
          <h3 className="text-small font-semibold">{t('signIn.email')}</h3>
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="wrap-anywhere">{profile.email ?? t('contact.none')}</span>
            {profile.email && (
              <Badge tone={profile.email_verified ? 'stands' : 'waiting'}>
                {t(profile.email_verified ? 'address.verified' : 'address.unverified')}
              </Badge>
            )}
            <Link to="/account/security" className="text-small font-semibold text-action-ink underline underline-offset-2">
              {t('contact.changeEmail')}
            </Link>
          </p>
        </div>
        <PhoneForm profile={profile} />
      </div>
    </Section>
  )
}

function PhoneForm({ profile }: { profile: Profile }) {
  const { t } = useTranslation()
  const save = useChangeProfile(profile)
  const form = useForm({
    resolver: zodResolver(z.object({ phone: z.string().trim() })),
    defaultValues: { phone: profile.phone ?? '' },
    shouldFocusError: false,
  })
  useFormDraft(form, `phone ${profile.id}`, FIELDS)
  const edited = form.formState.dirtyFields.phone === true
  useEffect(() => form.reset({ phone: profile.phone ?? '' }, { keepDirtyValues: true }), [form, profile.phone])
  const outOfDate = isOutOfDate(save.error)
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: FIELDS,
    found: form.formState.errors,
    error: outOfDate ? null : save.error,
  })
  const submit = form.handleSubmit(({ phone }) =>
    save.mutate(
      { phone: phone === '' ? null : phone },
      { onSuccess: (saved) => form.reset({ phone: saved.phone ?? '' }) },
    ),
  )
  return (
    <div className="flex flex-col gap-4">
      <Form summary={summary} onSubmit={submit} className="gap-3">
        {outOfDate && (
          <Notice tone="waiting" title={t('profile.outOfDateTitle')} urgent>
            {t('profile.outOfDate')}
          </Notice>
        )}
        <div className="flex flex-col items-start gap-3 sm:flex-row">
          <div className="w-full min-w-0 flex-1">
            <TextField
              id={fieldId(FORM, 'phone')}
              type="tel"
              inputMode="tel"
              autoComplete="tel"
              optional
              label={t('phone.label')}
              error={at.phone}
              {...form.register('phone')}
            />
          </div>
          <Button type="submit" kind="secondary" className="sm:mt-6.5" disabled={save.isPending || !edited}>
            {save.isPending ? t('form.saving') : t('contact.savePhone')}
          </Button>
        </div>
      </Form>
      {profile.phone && !edited && <PhoneProof key={profile.phone} profile={profile} />}
    </div>
  )
}
