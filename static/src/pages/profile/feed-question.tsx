// Asks before a calendar address ends, and says which calendars then stop.
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'

interface FeedQuestionProps {
  /** Null closes it. */
  about: 'replace' | 'stop' | null
  busy: boolean
  onYes: () => void
  onNo: () => void
}

export function FeedQuestion({ about, busy, onYes, onNo }: FeedQuestionProps) {
  const { t } = useTranslation()
  const shown = about ?? 'stop'
  return (
    <Dialog open={about !== null} title={t(`calendarFeed.${shown}Title`)} onClose={onNo}>
      <p className="text-ink-soft">{t(`calendarFeed.${shown}Text`)}</p>
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" data-first-focus onClick={onNo}>
          {t('calendarFeed.keep')}
        </Button>
        <Button kind={shown === 'stop' ? 'harm' : 'primary'} data-testid={`confirm-${shown}`} disabled={busy} onClick={onYes}>
          {t(`calendarFeed.${shown}`)}
        </Button>
      </div>
    </Dialog>
  )
}
