// Who waits for a time at this clinic, the first to join first.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { clinicWaitlistQuery } from '@/api/waitlist'
import type { WaitlistEntry } from '@/api/types'
import { EntryWords } from '@/pages/waitlist/entry-words'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { ErrorState, Skeleton } from '@/ui/states'
import { waitingFor } from './waiting'

interface WaitlistPanelProps {
  doctorIds: string[]
  zone: string
  onBook: (entry: WaitlistEntry) => void
}

export function WaitlistPanel({ doctorIds, zone, onBook }: WaitlistPanelProps) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(clinicWaitlistQuery)
  const entries = waitingFor(data ?? [], doctorIds)
  return (
    <section aria-labelledby="waitlist" data-testid="waitlist" className="rounded-base border border-line bg-surface">
      <h2 id="waitlist" className="flex items-center justify-between px-4 py-3 font-semibold">
        {t('desk.waitlist')}
        {data && <span className="text-ink-soft">{entries.length}</span>}
      </h2>
      <div className="border-t border-line">
        {error && !data ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <div aria-busy className="p-4">
            <Skeleton className="h-14" />
          </div>
        ) : entries.length === 0 ? (
          <p className="px-4 py-4 text-small text-ink-soft">{t('desk.waitlistNobody')}</p>
        ) : (
          <ul className="max-h-96 divide-y divide-line overflow-y-auto">
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} zone={zone} onBook={() => onBook(entry)} />
            ))}
          </ul>
        )}
      </div>
    </section>
  )
}

function Entry({ entry, zone, onBook }: { entry: WaitlistEntry; zone: string; onBook: () => void }) {
  const { t } = useTranslation()
  const name = entry.patient_name || t('today.aPatient')
  return (
    <li data-testid="waitlist-entry" className="flex flex-col items-start gap-1.5 px-4 py-3">
      <p className="flex w-full items-center justify-between gap-2">
        <span className="truncate font-semibold">{name}</span>
        {entry.status === 'offered' && <Badge tone="waiting">{t('desk.offered')}</Badge>}
      </p>
      <div className="text-small">
        <EntryWords entry={entry} zone={zone} />
      </div>
      {entry.status === 'waiting' && (
        <Button kind="secondary" aria-label={t('desk.waitlistBook', { name })} onClick={onBook}>
          {t('desk.book')}
        </Button>
      )}
    </li>
  )
}
