// The details of a profile, saved together; a change made elsewhere meanwhile is shown, and nothing typed is lost.
import { zodResolver } from '@hookform/resolvers/zod'
import { useEffect } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { isOutOfDate } from '@/api/refusal'
import type { Profile } from '@/api/types'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { Notice } from '@/ui/notice'
import { Section } from '@/ui/section'
import { useFormErrors } from '@/ui/use-form-errors'
import { changeOf, DETAILS, detailsOf, isPatient } from './details'
import { DETAILS_FORM, PatientFields, PersonFields } from './details-fields'
import { useChangeProfile } from './use-change-profile'

const optional = z.string()

export function DetailsSection({ profile }: { profile: Profile }) {
  const { t } = useTranslation()
  const save = useChangeProfile(profile)
  const shape = z.object({
    first_name: z.string().trim().min(1, t('signUp.noFirstName')),
    last_name: z.string().trim().min(1, t('signUp.noLastName')),
    locale: z.string(),
    time_zone: z.string(),
    date_of_birth: optional,
    gender: optional,
    address: optional,
    emergency_contact: optional,
    emergency_phone: optional,
    insurance: optional,
  })
  const form = useForm({ resolver: zodResolver(shape), defaultValues: detailsOf(profile), shouldFocusError: false })
  useFormDraft(form, `profile ${profile.id}`, DETAILS)
  const { isDirty, dirtyFields, errors } = form.formState
  const edited = Object.keys(dirtyFields).length > 0
  useEffect(() => {
    // As the server has it now; what was typed and not saved stays.
    form.reset(detailsOf(profile), { keepDirtyValues: true, keepErrors: true })
  }, [form, profile])

  const outOfDate = isOutOfDate(save.error)
  const { at, summary } = useFormErrors({
    form: DETAILS_FORM,
    fields: DETAILS,
    found: errors,
    error: outOfDate ? null : save.error,
  })
  const submit = form.handleSubmit((details) =>
    save.mutate(changeOf(details, profile), { onSuccess: (saved) => form.reset(detailsOf(saved)) }),
  )
  return (
    <Section title={t('profile.details')} text={t(isPatient(profile) ? 'profile.detailsText' : 'profile.staffText')}>
      <Form summary={summary} onSubmit={submit}>
        <PersonFields form={form} at={at} presentZone={profile.time_zone} />
        {isPatient(profile) && <PatientFields form={form} at={at} />}
        {outOfDate && (
          <Notice tone="waiting" title={t('profile.outOfDateTitle')} urgent>
            {t('profile.outOfDate')}
          </Notice>
        )}
        {save.isSuccess && !isDirty && <Notice tone="calm">{t('profile.saved')}</Notice>}
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" disabled={save.isPending || !edited}>
            {save.isPending ? t('form.saving') : t('profile.save')}
          </Button>
          {edited && (
            <Button kind="quiet" onClick={() => form.reset(detailsOf(profile))}>
              {t('profile.undo')}
            </Button>
          )}
        </div>
      </Form>
    </Section>
  )
}
