// Proves that a phone is somebody's: a code is sent to it and written here.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { meQuery } from '@/api/accounts'
import { profileQuery } from '@/api/profiles'
import { sendPhoneCode, verifyPhone } from '@/api/proofs'
import type { Profile } from '@/api/types'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { plainCode } from '@/ui/code-field'
import { TextField } from '@/ui/field'
import { Form } from '@/ui/form'
import { fieldId } from '@/ui/form-errors'
import { useErrorText } from '@/ui/states'
import { useFormErrors } from '@/ui/use-form-errors'

const FORM = 'phone-proof'

export function PhoneProof({ profile }: { profile: Profile }) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const queries = useQueryClient()
  const [code, setCode] = useState('')
  const ask = useMutation({ mutationFn: sendPhoneCode, onSuccess: () => setCode('') })
  const prove = useMutation({
    mutationFn: verifyPhone,
    onSuccess: (user) => {
      queries.setQueryData(meQuery.queryKey, user)
      return queries.invalidateQueries({ queryKey: profileQuery(profile.id).queryKey })
    },
  })
  const { at, summary } = useFormErrors({
    form: FORM,
    fields: ['code'],
    found: {},
    error: prove.error,
    codes: { invalid_code: { field: 'code', message: t('phone.codeWrong') } },
  })
  if (profile.phone_verified) {
    return (
      <p>
        <Badge tone="stands">{t('address.verified')}</Badge>
      </p>
    )
  }
  return (
    <div className="flex flex-col items-start gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone="waiting">{t('address.unverified')}</Badge>
        <Button kind="secondary" disabled={ask.isPending} onClick={() => ask.mutate()}>
          {ask.isPending ? t('phone.sending') : t(ask.isSuccess ? 'phone.again' : 'contact.sendCode')}
        </Button>
      </div>
      <p role="status" className="text-small text-ink-soft empty:hidden">
        {ask.error ? errorText(ask.error) : ask.isSuccess && t('contact.codeSent', { phone: profile.phone })}
      </p>
      {ask.isSuccess && (
        <Form summary={summary} onSubmit={() => prove.mutate(plainCode(code))} className="w-full gap-3">
          <div className="flex flex-col items-start gap-3 sm:flex-row">
            <div className="w-full min-w-0 flex-1">
              <TextField
                id={fieldId(FORM, 'code')}
                inputMode="numeric"
                autoComplete="one-time-code"
                autoFocus
                label={t('phone.code')}
                error={at.code}
                value={code}
                onChange={(change) => setCode(change.target.value)}
              />
            </div>
            <Button
              type="submit"
              kind="secondary"
              className="sm:mt-6.5"
              disabled={prove.isPending || code.trim() === ''}
            >
              {prove.isPending ? t('freshSignIn.sending') : t('contact.prove')}
            </Button>
          </div>
        </Form>
      )}
    </div>
  )
}
