// Asks before other devices, or all of them, are signed out.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { sessionsQuery, signOutEverywhere } from '@/api/sessions'
import { useBecome } from '@/session/use-session'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { forgetDrafts } from '@/ui/draft'
import { Notice } from '@/ui/notice'
import { useErrorText } from '@/ui/states'

export type Scope = 'others' | 'all'

interface SignOutDialogProps {
  /** Null closes it. */
  scope: Scope | null
  onClose: () => void
}

export function SignOutDialog({ scope, onClose }: SignOutDialogProps) {
  const { t } = useTranslation()
  return (
    <Dialog
      open={scope !== null}
      title={t(scope === 'all' ? 'sessions.allTitle' : 'sessions.othersTitle')}
      onClose={onClose}
    >
      {scope && <Question scope={scope} onClose={onClose} />}
    </Dialog>
  )
}

function Question({ scope, onClose }: { scope: Scope; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const become = useBecome()
  const errorText = useErrorText()
  const send = useMutation({
    mutationFn: () => signOutEverywhere(scope),
    onSuccess: async () => {
      if (scope === 'others') {
        onClose()
        return queries.invalidateQueries({ queryKey: sessionsQuery.queryKey })
      }
      forgetDrafts()
      await navigate({ to: '/sign-in', search: { because: 'signed_out_everywhere' } })
      become(null)
    },
  })
  return (
    <>
      <p className="text-ink-soft">{t(scope === 'all' ? 'sessions.allText' : 'sessions.othersText')}</p>
      {send.error && (
        <Notice tone="harm" urgent>
          {errorText(send.error)}
        </Notice>
      )}
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" data-first-focus onClick={onClose}>
          {t('form.cancel')}
        </Button>
        <Button data-testid="confirm-sign-out" disabled={send.isPending} onClick={() => send.mutate()}>
          {send.isPending ? t('sessions.ending') : t(scope === 'all' ? 'sessions.endAll' : 'sessions.endOthers')}
        </Button>
      </div>
    </>
  )
}
