// Asks before somebody is no longer looked after here.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { dependantsQuery, removeDependant } from '@/api/profiles'
import { isRefusal } from '@/api/refusal'
import type { Profile } from '@/api/types'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Notice } from '@/ui/notice'
import { useErrorText } from '@/ui/states'

interface RemoveDependantDialogProps {
  /** Null closes it. */
  dependant: Profile | null
  onClose: () => void
}

export function RemoveDependantDialog({ dependant, onClose }: RemoveDependantDialogProps) {
  const { t } = useTranslation()
  const title = t('dependants.question', { name: dependant?.first_name ?? '' })
  return (
    <Dialog open={dependant !== null} title={title} onClose={onClose}>
      {dependant && <Question dependant={dependant} onClose={onClose} />}
    </Dialog>
  )
}

function Question({ dependant, onClose }: { dependant: Profile; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const remove = useMutation({
    mutationFn: () => removeDependant(dependant.id),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: dependantsQuery.queryKey }),
  })
  const name = `${dependant.first_name} ${dependant.last_name}`
  return (
    <>
      <p className="text-ink-soft">{t('dependants.questionText', { name })}</p>
      {remove.error && (
        <Notice tone="harm" urgent>
          {isRefusal(remove.error, 'has_visits') ? t('dependants.hasVisits', { name }) : errorText(remove.error)}
        </Notice>
      )}
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" data-first-focus onClick={onClose}>
          {t('form.cancel')}
        </Button>
        <Button kind="harm" disabled={remove.isPending} onClick={() => remove.mutate()}>
          {remove.isPending ? t('dependants.removing') : t('dependants.remove')}
        </Button>
      </div>
    </>
  )
}
