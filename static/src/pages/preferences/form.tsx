// What is told, when and how often, saved together; a change made elsewhere meanwhile is shown, and nothing chosen is lost.
import { useEffect } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import { zodResolver } from '@hookform/resolvers/zod'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import type { TaggedPreferences } from '@/api/notification-preferences'
import { isOutOfDate } from '@/api/refusal'
import type { User } from '@/api/types'
import { LANGUAGES } from '@/i18n/languages'
import { SelectField, TextField } from '@/ui/field'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { fieldId, formErrors, refusedFields } from '@/ui/form-errors'
import { Section } from '@/ui/section'
import { useErrorText } from '@/ui/states'
import { Matrix, PREFERENCES_FORM } from './matrix'
import { QuietFields } from './quiet-fields'
import { RemindersField } from './reminders-field'
import { SaveBar } from './save-bar'
import { useChangePreferences } from './use-change-preferences'
import { CAPPED, fieldOfPath, PREFERENCE_FIELDS, preferenceFaults, preferencesChangeOf, preferenceValuesOf } from './values'
import type { PreferenceValues } from './values'

interface PreferencesFormProps {
  user: User
  known: TaggedPreferences
}

export function PreferencesForm({ user, known: { answer: known, tag } }: PreferencesFormProps) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const save = useChangePreferences(user)
  const shape = z.custom<PreferenceValues>().superRefine((values, context) => {
    for (const { field, fault } of preferenceFaults(values)) {
      context.addIssue({ code: 'custom', path: [field], message: t(`preferences.faults.${fault}`, { field: t(`preferences.fields.${field}`) }) })
    }
  })
  const form = useForm<PreferenceValues>({
    resolver: zodResolver(shape),
    defaultValues: preferenceValuesOf(known),
    shouldFocusError: false,
  })
  useFormDraft(form, PREFERENCES_FORM, PREFERENCE_FIELDS)
  useEffect(() => {
    // As the server has it now; what was chosen and not saved stays.
    form.reset(preferenceValuesOf(known), { keepDirtyValues: true, keepErrors: true })
  }, [form, known])
  const values = useWatch({ control: form.control }) as PreferenceValues
  const change = preferencesChangeOf(values, known)
  const edited = Object.keys(change).length > 0
  const outOfDate = isOutOfDate(save.error)
  const refused = refusedFields(outOfDate ? null : save.error, {}, errorText)
  const { at, summary } = formErrors(
    PREFERENCES_FORM,
    PREFERENCE_FIELDS,
    form.formState.errors,
    refused.map(({ field, message }) => ({ field: field && fieldOfPath(field), message })),
  )
  const submit = form.handleSubmit((wanted) =>
    save.mutate(
      { tag, change: preferencesChangeOf(wanted, known) },
      { onSuccess: ({ answer }) => form.reset(preferenceValuesOf(answer)) },
    ),
  )
  return (
    <Form summary={summary} onSubmit={submit} className="gap-8">
      <Section title={t('preferences.matrix')} text={t('preferences.matrixText')}>
        <Matrix control={form.control} />
      </Section>
      <Section title={t('reminders.title')} text={t('reminders.text')}>
        <RemindersField
          value={values.reminders}
          error={at.reminders}
          onChange={(reminders) => form.setValue('reminders', reminders, { shouldDirty: true })}
        />
      </Section>
      <Section title={t('quiet.title')} text={t('quiet.text')}>
        <QuietFields form={form} at={at} chosen={known.quiet_hours_chosen} zone={user.time_zone} />
      </Section>
      <Section title={t('caps.title')} text={t('caps.text')}>
        <div className="grid items-start gap-5 sm:grid-cols-3">
          {CAPPED.map((channel) => (
            <TextField
              key={channel}
              id={fieldId(PREFERENCES_FORM, `cap_${channel}`)}
              inputMode="numeric"
              autoComplete="off"
              optional
              label={t(`preferences.fields.cap_${channel}`)}
              error={at[`cap_${channel}`]}
              {...form.register(`cap_${channel}`)}
            />
          ))}
        </div>
      </Section>
      <Section title={t('profile.language')} text={t('profile.languageHelp')}>
        <SelectField
          id={fieldId(PREFERENCES_FORM, 'locale')}
          label={t('profile.language')}
          error={at.locale}
          {...form.register('locale')}
        >
          {Object.entries(LANGUAGES).map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </SelectField>
      </Section>
      <SaveBar
        edited={edited}
        saving={save.isPending}
        saved={save.isSuccess}
        outOfDate={outOfDate}
        onUndo={() => form.reset(preferenceValuesOf(known))}
      />
    </Form>
  )
}
