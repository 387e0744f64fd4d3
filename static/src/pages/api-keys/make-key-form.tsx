// Makes a key. The whole of it is in the answer alone, and is kept nowhere but on the screen.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { apiKeysQuery, makeApiKey } from '@/api/api-keys'
import type { MadeApiKey } from '@/api/types'
import type { ClinicHere } from '@/pages/clinic/clinic-here'
import { Button } from '@/ui/button'
import { Form } from '@/ui/form'
import { useFormDraft } from '@/ui/form-draft'
import { KeyFields } from './key-fields'
import { NEW_KEY, newKeyOf } from './key-values'
import type { KeyValues } from './key-values'
import { useKeyForm } from './use-key-form'

const FORM = 'make-key'
const KEPT = ['name', 'expires_on'] as const

interface MakeKeyFormProps {
  clinic: ClinicHere
  onMade: (key: MadeApiKey) => void
  onCancel: () => void
}

export function MakeKeyForm({ clinic, onMade, onCancel }: MakeKeyFormProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const make = useMutation({
    mutationFn: (values: KeyValues) => makeApiKey(clinic.id, newKeyOf(values)),
    // Nothing that has the key in it stays among the answers.
    gcTime: 0,
    onSuccess: (made) => {
      forgetDraft()
      onMade(made)
      return queries.invalidateQueries({ queryKey: apiKeysQuery(clinic.id).queryKey })
    },
  })
  const { form, at, summary } = useKeyForm({ name: FORM, begun: NEW_KEY, error: make.error })
  const forgetDraft = useFormDraft(form, FORM, KEPT)
  return (
    <Form summary={summary} onSubmit={form.handleSubmit((values) => make.mutate(values))}>
      <KeyFields name={FORM} form={form} at={at} tiers={clinic.administers} />
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" onClick={onCancel}>
          {t('form.cancel')}
        </Button>
        <Button type="submit" disabled={make.isPending}>
          {make.isPending ? t('apiKeys.making') : t('apiKeys.make')}
        </Button>
      </div>
    </Form>
  )
}
