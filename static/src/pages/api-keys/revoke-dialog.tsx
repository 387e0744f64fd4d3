// Asks before a key is revoked, and says what then no longer works.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { apiKeysQuery, revokeApiKey } from '@/api/api-keys'
import type { ApiKey } from '@/api/types'
import { formatAgo } from '@/time/format'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Notice } from '@/ui/notice'
import { useErrorText } from '@/ui/states'

interface RevokeDialogProps {
  /** Null closes it. */
  apiKey: ApiKey | null
  onClose: () => void
}

export function RevokeDialog({ apiKey, onClose }: RevokeDialogProps) {
  const { t } = useTranslation()
  return (
    <Dialog open={apiKey !== null} title={t('apiKeys.revokeTitle', { name: apiKey?.name ?? '' })} onClose={onClose}>
      {apiKey && <Question apiKey={apiKey} onClose={onClose} />}
    </Dialog>
  )
}

function Question({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const revoke = useMutation({
    mutationFn: () => revokeApiKey(apiKey),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: apiKeysQuery(apiKey.clinic_id).queryKey }),
  })
  return (
    <>
      <p className="text-ink-soft">{t('apiKeys.revokeText')}</p>
      <p className="font-medium">
        {apiKey.last_used_at
          ? t('apiKeys.used', { ago: formatAgo(apiKey.last_used_at, new Date()) })
          : t('apiKeys.neverUsed')}
      </p>
      {revoke.error && (
        <Notice tone="harm" urgent>
          {errorText(revoke.error)}
        </Notice>
      )}
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" data-first-focus onClick={onClose}>
          {t('form.cancel')}
        </Button>
        <Button kind="harm" data-testid="confirm-revoke" disabled={revoke.isPending} onClick={() => revoke.mutate()}>
          {revoke.isPending ? t('apiKeys.revoking') : t('apiKeys.revoke')}
        </Button>
      </div>
    </>
  )
}
