// How many dead letters will be sent again, and to whom.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { deadLettersQuery } from '@/api/deliveries'
import type { ReplayScope } from '@/api/deliveries'
import type { Delivery, Page } from '@/api/types'
import { formatCount } from '@/time/format'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'
import { useErrorText } from '@/ui/states'
import { recipientsOf } from './recipients'

interface ReplayQuestionProps {
  scope: ReplayScope
  onCancel: () => void
  onReplay: () => void
}

export function ReplayQuestion({ scope, onCancel, onReplay }: ReplayQuestionProps) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const { data: dead, error } = useQuery(deadLettersQuery(scope))
  return (
    <>
      {error && (
        <Notice tone="harm" urgent>
          {errorText(error)}
        </Notice>
      )}
      {dead ? <HowMany dead={dead} /> : !error && <p role="status">{t('deliveries.counting')}</p>}
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" data-first-focus onClick={onCancel}>
          {t('form.cancel')}
        </Button>
        <Button data-testid="confirm-replay" disabled={!dead || dead.results.length === 0} onClick={onReplay}>
          {t('deliveries.replayAll')}
        </Button>
      </div>
    </>
  )
}

function HowMany({ dead }: { dead: Page<Delivery> }) {
  const { t } = useTranslation()
  const count = dead.results.length
  if (count === 0) return <p role="status">{t('deliveries.noneDead')}</p>
  const { names, others } = recipientsOf(dead.results)
  const whom = others > 0 ? [...names, t('deliveries.others', { count: others })] : names
  return (
    <div role="status" className="flex flex-col gap-2 text-ink-soft">
      <p className="font-medium text-ink">
        {t(dead.next ? 'deliveries.replayCountMore' : 'deliveries.replayCount', { count, letters: formatCount(count) })}
      </p>
      <p>{t('deliveries.replayTo', { names: new Intl.ListFormat('en-GB').format(whom) })}</p>
      <p className="text-small">{t('deliveries.replayJudged')}</p>
    </div>
  )
}
