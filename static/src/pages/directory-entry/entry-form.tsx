// The entry, saved together; a change made elsewhere meanwhile is shown, and nothing typed is lost.
import { zodResolver } from '@hookform/resolvers/zod'
import { useEffect } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { isOutOfDate } from '@/api/refusal'
import type { DirectoryEntry } from '@/api/types'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { Notice } from '@/ui/notice'
import { Section } from '@/ui/section'
import { useFormErrors } from '@/ui/use-form-errors'
import { BookingFields, PublicFields } from './entry-fields'
import { amountOf, ENTRY_FIELDS, entryChangeOf, valuesOf } from './entry-values'
import type { EntryValues } from './entry-values'
import { useChangeEntry } from './use-change-entry'

const ENTRY_FORM = 'directory-entry'
const KEPT = ['specialty', 'subspecialty', 'years_experience', 'bio', 'consultation_fee', 'currency'] as const
const MOST_YEARS = 80

export function EntryForm({ entry }: { entry: DirectoryEntry }) {
  const { t } = useTranslation()
  const save = useChangeEntry(entry)
  const shape = z.object({
    specialty: z.string().trim().min(1, t('invite.noSpecialty')),
    subspecialty: z.string(),
    years_experience: z
      .string()
      .trim()
      .refine((typed) => typed === '' || (/^\d+$/.test(typed) && Number(typed) <= MOST_YEARS), t('directory.badYears')),
    bio: z.string(),
    languages: z.array(z.string()),
    consultation_fee: z
      .string()
      .refine((typed) => typed.trim() === '' || amountOf(typed) !== null, t('directory.badFee')),
    currency: z.string(),
    accepts_new_patients: z.boolean(),
    auto_confirm: z.boolean(),
  })
  const form = useForm<EntryValues>({
    resolver: zodResolver(shape),
    defaultValues: valuesOf(entry),
    shouldFocusError: false,
  })
  useFormDraft(form, `${ENTRY_FORM} ${entry.id}`, KEPT)
  const { isDirty, dirtyFields, errors } = form.formState
  const edited = Object.keys(dirtyFields).length > 0
  useEffect(() => {
    // As the server has it now; what was typed and not saved stays.
    form.reset(valuesOf(entry), { keepDirtyValues: true, keepErrors: true })
  }, [form, entry])

  const outOfDate = isOutOfDate(save.error)
  const { at, summary } = useFormErrors({
    form: ENTRY_FORM,
    fields: ENTRY_FIELDS,
    found: { ...errors, languages: { message: errors.languages?.message } },
    error: outOfDate ? null : save.error,
  })
  const submit = form.handleSubmit((values) =>
    save.mutate(entryChangeOf(values, entry), { onSuccess: (saved) => form.reset(valuesOf(saved)) }),
  )
  return (
    <Section
      title={t('directory.entry')}
      text={
        <>
          <p>{t('directory.text')}</p>
          <p className="mt-2">{t('directory.license', { number: entry.license_number })}</p>
        </>
      }
    >
      <Form summary={summary} onSubmit={submit}>
        <PublicFields name={ENTRY_FORM} form={form} at={at} />
        <BookingFields name={ENTRY_FORM} form={form} at={at} />
        {outOfDate && (
          <Notice tone="waiting" title={t('directory.outOfDateTitle')} urgent>
            {t('profile.outOfDate')}
          </Notice>
        )}
        {save.isSuccess && !isDirty && <Notice tone="calm">{t('directory.saved')}</Notice>}
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" disabled={save.isPending || !edited}>
            {save.isPending ? t('form.saving') : t('directory.save')}
          </Button>
          {edited && (
            <Button kind="quiet" onClick={() => form.reset(valuesOf(entry))}>
              {t('profile.undo')}
            </Button>
          )}
        </div>
      </Form>
    </Section>
  )
}
