// Changes what a key is called, what it is for, and when it ends; the key itself stays as it is.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { apiKeysQuery, changeApiKey } from '@/api/api-keys'
import type { ApiKey } from '@/api/types'
import type { ClinicHere } from '@/pages/clinic/clinic-here'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { KeyFields } from './key-fields'
import { keyChangeOf, valuesOf } from './key-values'
import type { KeyValues } from './key-values'
import { useKeyForm } from './use-key-form'

const FORM = 'change-key'

interface ChangeKeyFormProps {
  apiKey: ApiKey
  clinic: ClinicHere
  onDone: () => void
}

export function ChangeKeyForm({ apiKey, clinic, onDone }: ChangeKeyFormProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: (values: KeyValues) => changeApiKey(apiKey, keyChangeOf(values, apiKey)),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: apiKeysQuery(apiKey.clinic_id).queryKey }),
  })
  const { form, at, summary } = useKeyForm({ name: FORM, begun: valuesOf(apiKey), error: save.error })
  const changed = Object.keys(keyChangeOf(form.watch(), apiKey)).length > 0
  return (
    <Form summary={summary} onSubmit={form.handleSubmit((values) => save.mutate(values))}>
      <p className="text-ink-soft">{t('apiKeys.changeText')}</p>
      <KeyFields name={FORM} form={form} at={at} tiers={clinic.administers} />
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" onClick={onDone}>
          {t('form.cancel')}
        </Button>
        <Button type="submit" disabled={save.isPending || !changed}>
          {save.isPending ? t('form.saving') : t('apiKeys.save')}
        </Button>
      </div>
    </Form>
  )
}
