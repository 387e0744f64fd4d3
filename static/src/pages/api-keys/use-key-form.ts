// The form of a key, new or known: what it takes, and what is wrong with it in words.
import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { KEY_SCOPES } from '@/api/types'
import { dayIn, readersZone } from '@/time/days'
import { useFormErrors } from '@/ui/use-form-errors'
import { KEY_FIELDS } from './key-values'
import type { KeyValues } from './key-values'

interface KeyForm {
  /** Its name: the ids of its inputs begin with it. */
  name: string
  begun: KeyValues
  /** What the last request was answered with. */
  error: unknown
}

export function useKeyForm({ name, begun, error }: KeyForm) {
  const { t } = useTranslation()
  const shape = z.object({
    name: z.string().trim().min(1, t('apiKeys.noName')),
    scopes: z.array(z.enum(KEY_SCOPES)).min(1, t('apiKeys.noScope')),
    rate_tier: z.enum(['standard', 'high']),
    expires_on: z
      .string()
      // An end that is past already is left alone, not chosen anew.
      .refine((day) => day === '' || day === begun.expires_on || day >= dayIn(new Date(), readersZone()), t('apiKeys.past')),
  })
  const form = useForm<KeyValues>({ resolver: zodResolver(shape), defaultValues: begun, shouldFocusError: false })
  const errors = useFormErrors({
    form: name,
    fields: KEY_FIELDS,
    found: form.formState.errors,
    error,
    codes: {
      too_many_keys: { message: t('apiKeys.tooMany') },
      key_revoked: { message: t('apiKeys.isRevoked') },
      in_the_past: { field: 'expires_on', message: t('apiKeys.past') },
    },
  })
  return { form, ...errors }
}
