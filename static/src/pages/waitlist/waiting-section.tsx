// What the reader waits for, how that stands, changing it and leaving.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WaitlistEntry } from '@/api/types'
import { leaveWaitlist, waitlistKey, waitlistQuery } from '@/api/waitlist'
import { readersZone } from '@/time/days'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Notice } from '@/ui/notice'
import { ErrorState, useErrorText } from '@/ui/states'
import { ChangeDialog } from './change-dialog'
import { isShown, mayChange } from './entry-values'
import { EntryWords } from './entry-words'

const TONES = { waiting: 'waiting', offered: 'stands', booked: 'stands', left: 'over', lapsed: 'over' } as const

export function WaitingSection({ userId }: { userId: string }) {
  const { t } = useTranslation()
  const { data: entries, error, refetch } = useQuery(waitlistQuery)
  const [leaving, setLeaving] = useState<WaitlistEntry | null>(null)
  const [changing, setChanging] = useState<string | null>(null)
  if (error && !entries) return <ErrorState error={error} onRetry={() => void refetch()} />
  const shown = (entries ?? []).filter(isShown)
  if (shown.length === 0) return null
  return (
    <section aria-labelledby="waiting" className="flex flex-col gap-3">
      <h2 id="waiting" className="text-large font-semibold">
        {t('waitlist.title')}
      </h2>
      <ul className="flex flex-col gap-3">
        {shown.map((entry) => (
          <EntryRow key={entry.id} entry={entry} userId={userId} onChange={() => setChanging(entry.id)} onLeave={() => setLeaving(entry)} />
        ))}
      </ul>
      <ChangeDialog entry={shown.find(({ id }) => id === changing) ?? null} onClose={() => setChanging(null)} />
      <Dialog open={leaving !== null} title={t('waitlist.leaveTitle')} onClose={() => setLeaving(null)}>
        {leaving && <LeaveQuestion entry={leaving} onClose={() => setLeaving(null)} />}
      </Dialog>
    </section>
  )
}

interface EntryRowProps {
  entry: WaitlistEntry
  userId: string
  onChange: () => void
  onLeave: () => void
}

function EntryRow({ entry, userId, onChange, onLeave }: EntryRowProps) {
  const { t } = useTranslation()
  const whom = entry.doctor_name ?? entry.specialty ?? ''
  const zone = readersZone()
  return (
    <li
      data-testid="waiting"
      data-id={entry.id}
      data-status={entry.status}
      className="animate-arrives flex flex-wrap items-center gap-x-5 gap-y-3 rounded-base border border-line bg-surface p-4 sm:px-5"
    >
      <div className="min-w-0 flex-1 basis-48">
        {entry.patient_id !== userId && <p className="text-small text-ink-soft">{entry.patient_name}</p>}
        <EntryWords entry={entry} zone={zone} />
      </div>
      <div className="flex flex-wrap items-center justify-between gap-x-5 gap-y-2 max-sm:w-full">
        <Badge tone={TONES[entry.status]}>{t(`waitlist.status.${entry.status}`)}</Badge>
        {mayChange(entry) && (
          <Button kind="secondary" data-testid="change-entry" aria-label={t('waitlist.changeLabel', { doctor: whom })} onClick={onChange}>
            {t('waitlist.change')}
          </Button>
        )}
        {entry.status !== 'lapsed' && (
          <Button
            kind="secondary"
            aria-label={t('waitlist.leaveLabel', { doctor: whom })}
            onClick={onLeave}
          >
            {t('waitlist.leave')}
          </Button>
        )}
      </div>
    </li>
  )
}

function LeaveQuestion({ entry, onClose }: { entry: WaitlistEntry; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const leave = useMutation({
    mutationFn: () => leaveWaitlist(entry.id),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: waitlistKey }),
  })
  return (
    <>
      <EntryWords entry={entry} zone={readersZone()} />
      <p className="text-ink-soft">{t(entry.status === 'offered' ? 'waitlist.leaveOffered' : 'waitlist.leaveText')}</p>
      {leave.error && (
        <Notice tone="harm" urgent>
          {errorText(leave.error)}
        </Notice>
      )}
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" data-first-focus onClick={onClose}>
          {t('waitlist.stay')}
        </Button>
        <Button kind="harm" data-testid="confirm-leave" disabled={leave.isPending} onClick={() => leave.mutate()}>
          {t('waitlist.leave')}
        </Button>
      </div>
    </>
  )
}
