// An account that a clinic made by phone becomes its owner's: the phone, then a code that is sent to it.
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sendClaimCode } from '@/api/proofs'
import { AccountFrame, TextLink } from './frame'
import { ClaimForm } from './claim-form'
import { ClaimPhoneForm } from './claim-phone-form'

export function ClaimPage() {
  const { t } = useTranslation()
  const [phone, setPhone] = useState<string | null>(null)
  const send = useMutation({ mutationFn: sendClaimCode, onSuccess: (_, to) => setPhone(to) })
  return (
    <AccountFrame
      title={t('claim.title')}
      lead={t('claim.lead')}
      footer={
        <p>
          {t('signUp.haveAccount')} <TextLink to="/sign-in">{t('signUp.toSignIn')}</TextLink>
        </p>
      }
    >
      {phone === null ? (
        <ClaimPhoneForm sending={send.isPending} error={send.error} onSend={(to) => send.mutate(to)} />
      ) : (
        <ClaimForm
          phone={phone}
          sending={send.isPending}
          onAgain={() => send.mutate(phone)}
          onOtherPhone={() => setPhone(null)}
        />
      )}
    </AccountFrame>
  )
}
