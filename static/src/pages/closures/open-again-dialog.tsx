// Asks before a closure is taken away.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { closuresQuery, removeClosure } from '@/api/closures'
import type { Closure } from '@/api/types'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Notice } from '@/ui/notice'
import { useErrorText } from '@/ui/states'
import { useDaysOf } from './days-of'

interface OpenAgainDialogProps {
  /** Null closes it. */
  closure: Closure | null
  onClose: () => void
}

export function OpenAgainDialog({ closure, onClose }: OpenAgainDialogProps) {
  const { t } = useTranslation()
  return (
    <Dialog open={closure !== null} title={t('closures.openTitle')} onClose={onClose}>
      {closure && <Question closure={closure} onClose={onClose} />}
    </Dialog>
  )
}

function Question({ closure, onClose }: { closure: Closure; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const days = useDaysOf()(closure)
  const send = useMutation({
    mutationFn: () => removeClosure(closure),
    onSuccess: () => {
      onClose()
      void queries.invalidateQueries({ queryKey: ['slots'] })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: closuresQuery(closure.clinic_id).queryKey }),
  })
  return (
    <>
      <p className="font-medium">{days}</p>
      <p className="text-ink-soft">{t('closures.openText')}</p>
      {send.error && (
        <Notice tone="harm" urgent>
          {errorText(send.error)}
        </Notice>
      )}
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" data-first-focus onClick={onClose}>
          {t('form.cancel')}
        </Button>
        <Button data-testid="confirm-open" disabled={send.isPending} onClick={() => send.mutate()}>
          {send.isPending ? t('form.saving') : t('closures.open')}
        </Button>
      </div>
    </>
  )
}
