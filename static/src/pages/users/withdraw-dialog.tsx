// Asks before an invitation is withdrawn.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { invitationsQuery, withdrawInvitation } from '@/api/invitations'
import type { Invitation } from '@/api/types'
import { usersKey } from '@/api/users'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Notice } from '@/ui/notice'
import { useErrorText } from '@/ui/states'

interface WithdrawDialogProps {
  /** Null closes it. */
  invitation: Invitation | null
  onClose: () => void
}

export function WithdrawDialog({ invitation, onClose }: WithdrawDialogProps) {
  const { t } = useTranslation()
  return (
    <Dialog open={invitation !== null} title={t('invite.withdrawTitle')} onClose={onClose}>
      {invitation && <Question invitation={invitation} onClose={onClose} />}
    </Dialog>
  )
}

function Question({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const withdraw = useMutation({
    mutationFn: () => withdrawInvitation(invitation.id),
    onSuccess: onClose,
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
        queries.invalidateQueries({ queryKey: usersKey }),
      ]),
  })
  return (
    <>
      <p className="text-ink-soft">{t('invite.withdrawText', { email: invitation.email })}</p>
      {withdraw.error && (
        <Notice tone="harm" urgent>
          {errorText(withdraw.error)}
        </Notice>
      )}
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" data-first-focus onClick={onClose}>
          {t('form.cancel')}
        </Button>
        <Button kind="harm" disabled={withdraw.isPending} onClick={() => withdraw.mutate()}>
          {withdraw.isPending ? t('form.saving') : t('invite.withdraw')}
        </Button>
      </div>
    </>
  )
}
