// Who was invited and has not chosen a password yet.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { MailPlus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { invitationsQuery, resendInvitation } from '@/api/invitations'
import type { Invitation } from '@/api/types'
import { formatAgo } from '@/time/format'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { EmptyState, ErrorState, Skeleton, useErrorText } from '@/ui/states'
import { WithdrawDialog } from './withdraw-dialog'

export function InvitationList() {
  const { t } = useTranslation()
  const { data: invitations, error, refetch } = useQuery(invitationsQuery)
  const [withdrawing, setWithdrawing] = useState<Invitation | null>(null)
  if (error && !invitations) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!invitations) return <Skeleton className="h-40" />
  if (invitations.length === 0) {
    return (
      <EmptyState icon={<MailPlus aria-hidden className="size-6" />} title={t('invite.noneTitle')}>
        {t('invite.none')}
      </EmptyState>
    )
  }
  return (
    <>
      <ul className="divide-y divide-line rounded-base border border-line bg-surface">
        {invitations.map((invitation) => (
          <Row key={invitation.id} invitation={invitation} onWithdraw={() => setWithdrawing(invitation)} />
        ))}
      </ul>
      <WithdrawDialog invitation={withdrawing} onClose={() => setWithdrawing(null)} />
    </>
  )
}

function Row({ invitation, onWithdraw }: { invitation: Invitation; onWithdraw: () => void }) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const queries = useQueryClient()
  const resend = useMutation({
    mutationFn: () => resendInvitation(invitation.id),
    onSettled: () => queries.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  })
  const name = `${invitation.first_name} ${invitation.last_name}`
  return (
    <li data-testid="invitation" className="animate-arrives flex flex-wrap items-center gap-x-4 gap-y-3 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2 font-semibold">
          {name}
          <Badge tone="stands">{t(`users.roles.${invitation.role}`)}</Badge>
        </p>
        <p className="text-small wrap-anywhere text-ink-soft">{invitation.email}</p>
        <p className="text-small text-ink-faint">
          {t('invite.since', { ago: formatAgo(invitation.created_at, new Date()) })}
        </p>
      </div>
      <p role="status" className="text-small text-ink-soft empty:hidden">
        {resend.isSuccess && t('invite.sentAgain')}
        {resend.error && errorText(resend.error)}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button
          kind="secondary"
          aria-label={t('invite.againLabel', { name })}
          disabled={resend.isPending}
          onClick={() => resend.mutate()}
        >
          {t('invite.again')}
        </Button>
        <Button kind="quiet" aria-label={t('invite.withdrawLabel', { name })} onClick={onWithdraw}>
          {t('invite.withdraw')}
        </Button>
      </div>
    </li>
  )
}
