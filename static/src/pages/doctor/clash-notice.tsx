// Some visits of a series clash and nothing is booked: which, and booking the others anyway.
import { useTranslation } from 'react-i18next'
import type { SeriesClash } from '@/api/types'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'
import { ClashList } from './clash-list'

interface ClashNoticeProps {
  clashes: SeriesClash[]
  /** How many visits would be left. */
  others: number
  zone: string
  sending: boolean
  onOthersAnyway: () => void
}

export function ClashNotice({ clashes, others, zone, sending, onOthersAnyway }: ClashNoticeProps) {
  const { t } = useTranslation()
  return (
    <div data-testid="series-clash">
      <Notice tone="waiting" title={t('repeat.clashTitle', { count: clashes.length })} urgent>
        <p className="mb-2">{t('repeat.clashNothingBooked')}</p>
        <ClashList clashes={clashes} zone={zone} />
        {others > 0 && (
          <Button
            kind="secondary"
            className="mt-3"
            data-testid="others-anyway"
            disabled={sending}
            onClick={onOthersAnyway}
          >
            {sending ? t('confirm.booking') : t('repeat.othersAnyway', { count: others })}
          </Button>
        )}
      </Notice>
    </div>
  )
}
