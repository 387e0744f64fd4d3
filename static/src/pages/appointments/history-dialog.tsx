// Who did what to a visit, and when.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Appointment, HistoryEntry } from '@/api/types'
import { historyQuery } from '@/api/visits'
import { shortWhenOf } from '@/time/when-of'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { ErrorState, Skeleton } from '@/ui/states'
import { instantIn, whatHappened, whoDid } from './history'

interface HistoryDialogProps {
  /** Null closes it. */
  appointment: Appointment | null
  readerId: string
  zone: string
  onClose: () => void
}

export function HistoryDialog({ appointment, readerId, zone, onClose }: HistoryDialogProps) {
  const { t } = useTranslation()
  return (
    <Dialog open={appointment !== null} title={t('history.title')} onClose={onClose}>
      {appointment && <History appointment={appointment} readerId={readerId} zone={zone} />}
      <Button kind="secondary" data-first-focus className="self-end max-sm:w-full" onClick={onClose}>
        {t('history.close')}
      </Button>
    </Dialog>
  )
}

function History({ appointment, readerId, zone }: { appointment: Appointment; readerId: string; zone: string }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(historyQuery(appointment.id))
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) {
    return (
      <div aria-busy className="flex flex-col gap-3">
        <Skeleton className="h-12" />
        <Skeleton className="h-12" />
      </div>
    )
  }
  if (data.results.length === 0) return <p className="text-ink-soft">{t('history.empty')}</p>
  return (
    <ol data-testid="history" className="flex flex-col gap-4 border-l-2 border-line pl-4">
      {data.results.map((entry) => (
        <Line key={`${entry.at} ${entry.action}`} entry={entry} readerId={readerId} zone={zone} />
      ))}
    </ol>
  )
}

function Line({ entry, readerId, zone }: { entry: HistoryEntry; readerId: string; zone: string }) {
  const { t } = useTranslation()
  const words = (instant: string) => shortWhenOf(instant, zone)
  const told = whatHappened(entry.action)
  const who = whoDid(entry, readerId)
  const to = instantIn(entry, 'starts_at')
  const from = instantIn(entry, 'previous')
  return (
    <li data-action={entry.action}>
      <p className="font-semibold">
        {told ? t(`history.actions.${told}`) : entry.action.replace(/^appointment\./, '').replaceAll('_', ' ')}
      </p>
      {told === 'reschedule' && from && to && <p>{t('history.moved', { from: words(from), to: words(to) })}</p>}
      {told === 'book' && to && <p>{t('history.bookedFor', { when: words(to) })}</p>}
      <p className="text-small text-ink-soft">
        {words(entry.at)} · {typeof who === 'string' ? t(`history.who.${who}`) : who.name}
      </p>
    </li>
  )
}
