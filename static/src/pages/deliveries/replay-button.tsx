// Sends one dead letter again.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { deliveriesKey, figuresQuery, replayDelivery } from '@/api/deliveries'
import { isRefusal } from '@/api/refusal'
import type { Delivery } from '@/api/types'
import { Button } from '@/ui/button'
import { classNames } from '@/ui/class-names'
import { useErrorText } from '@/ui/states'
import { templateName } from './template-name'

interface ReplayButtonProps {
  delivery: Delivery
  className: string
  /** Says what came of it: the button itself is gone by then. */
  onTell: (words: string) => void
}

export function ReplayButton({ delivery, className, onTell }: ReplayButtonProps) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const queries = useQueryClient()
  const replay = useMutation({
    mutationFn: () => replayDelivery(delivery.id),
    onSuccess: () => onTell(t('deliveries.replayed')),
    // Somebody else was quicker, perhaps.
    onError: (error) => onTell(isRefusal(error, 'not_dead') ? t('deliveries.notDead') : errorText(error)),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: deliveriesKey }),
        queries.invalidateQueries({ queryKey: figuresQuery.queryKey }),
      ]),
  })
  const name = delivery.user_name || t('deliveries.somebody')
  return (
    <Button
      kind="secondary"
      data-testid="replay"
      aria-label={t('deliveries.replayLabel', { what: templateName(delivery.template), name })}
      disabled={replay.isPending}
      onClick={() => replay.mutate()}
      className={classNames('px-3 text-small', className)}
    >
      {t(replay.isPending ? 'deliveries.replaying' : 'deliveries.replay')}
    </Button>
  )
}
