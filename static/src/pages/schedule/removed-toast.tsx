// Says what was removed, and offers to put it back.
import { useTranslation } from 'react-i18next'
import { Notice } from '@/ui/notice'
import { useErrorText } from '@/ui/states'
import { Toast } from '@/ui/toast'
import type { Restorer } from './use-restore'

export function RemovedToast({ restorer }: { restorer: Restorer }) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const { removed, error } = restorer
  return (
    <>
      {error && (
        <Notice tone="harm" urgent>
          {t('schedule.failed', { reason: errorText(error) })}
        </Notice>
      )}
      {removed && (
        <Toast
          key={removed.what}
          action={{ label: t('schedule.undo'), onAct: restorer.restore, busy: restorer.restoring }}
          onClose={() => restorer.tell(null)}
        >
          {t('schedule.removed', { what: removed.what })}
        </Toast>
      )}
    </>
  )
}
