// Sends the link that proves an address once more, and says so.
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { resendVerification } from '@/api/proofs'
import { Button } from '@/ui/button'
import type { ButtonKind } from '@/ui/button'
import { useErrorText } from '@/ui/states'

export function ResendLink({ look }: { look: ButtonKind }) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const send = useMutation({ mutationFn: resendVerification })
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {!send.isSuccess && (
        <Button kind={look} disabled={send.isPending} onClick={() => send.mutate()}>
          {send.isPending ? t('unverified.sending') : t('unverified.again')}
        </Button>
      )}
      <p role="status" className="text-small font-medium">
        {send.isSuccess && t('unverified.sent')}
        {send.error && errorText(send.error)}
      </p>
    </div>
  )
}
