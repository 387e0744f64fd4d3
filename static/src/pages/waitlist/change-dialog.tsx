// Other days or hours for what somebody waits for; their place stays.
import { zodResolver } from '@hookform/resolvers/zod'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { isOutOfDate } from '@/api/refusal'
import type { WaitlistEntry, WaitlistEntryChange } from '@/api/types'
import { changeWaitlistEntry, waitlistKey } from '@/api/waitlist'
import { dayRangeFault } from '@/time/day-range'
import { dayIn, readersZone } from '@/time/days'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Form } from '@/ui/form'
import { fieldId } from '@/ui/form-errors'
import { Notice } from '@/ui/notice'
import { useFormErrors } from '@/ui/use-form-errors'
import { changeOf, hoursOf, WHEN_FIELDS, whenOfEntry } from './entry-values'
import type { WhenField, WhenValues } from './entry-values'
import { WhenFields } from './when-fields'

const FORM = 'waitlist-change'

interface ChangeDialogProps {
  /** As it stands now; null closes it. */
  entry: WaitlistEntry | null
  onClose: () => void
}

export function ChangeDialog({ entry, onClose }: ChangeDialogProps) {
  const { t } = useTranslation()
  return (
    <Dialog open={entry !== null} title={t('waitlist.changeTitle')} onClose={onClose}>
      {entry && <ChangeForm key={entry.id} entry={entry} onClose={onClose} />}
    </Dialog>
  )
}

function ChangeForm({ entry, onClose }: { entry: WaitlistEntry; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const zone = readersZone()
  const today = dayIn(new Date(), zone)
  const shape = z.object({ from: z.string(), to: z.string(), part: z.string() }).superRefine((values, context) => {
    const found = dayRangeFault(values, today)
    if (found) context.addIssue({ code: 'custom', path: [found.field], message: t(`waitlist.faults.${found.fault}`) })
  })
  const form = useForm<WhenValues>({
    resolver: zodResolver(shape),
    defaultValues: whenOfEntry(entry, zone),
    shouldFocusError: false,
  })
  const change = useMutation({
    mutationFn: (change: WaitlistEntryChange) => changeWaitlistEntry(entry, change),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: waitlistKey }),
  })
  const stale = isOutOfDate(change.error)
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: WHEN_FIELDS,
    found: form.formState.errors,
    error: stale ? null : change.error,
    codes: {
      already_waiting: { message: t('waitlist.alreadyWaiting') },
      not_waiting: { message: t('waitlist.notWaiting') },
    },
  })
  const field = (name: WhenField) => ({ id: fieldId(FORM, name), error: at[name], ...form.register(name) })
  const submit = form.handleSubmit((values) => {
    const changed = changeOf(values, entry, zone)
    if (Object.keys(changed).length > 0) change.mutate(changed)
    else onClose()
  })
  const hours = hoursOf(entry)
  const ownHours = hours !== null && typeof hours !== 'string' ? `${hours.from}–${hours.to}` : undefined
  return (
    <Form summary={summary} onSubmit={submit}>
      <p className="text-ink-soft">{t('waitlist.changeText')}</p>
      {stale && (
        <Notice tone="waiting" urgent>
          {t('waitlist.changedMeanwhile')}
        </Notice>
      )}
      <WhenFields today={today} field={field} ownHours={ownHours} />
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" onClick={onClose}>
          {t('form.cancel')}
        </Button>
        <Button type="submit" data-testid="save-entry" disabled={change.isPending}>
          {change.isPending ? t('form.saving') : t('waitlist.save')}
        </Button>
      </div>
    </Form>
  )
}
