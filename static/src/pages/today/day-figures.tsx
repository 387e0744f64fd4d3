// The day in figures: how many visits, how many wait for a word, who is next.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/api/types'
import { formatTime } from '@/time/format'

interface DayFiguresProps {
  visits: Appointment[]
  zone: string
  now: Date
}

export function DayFigures({ visits, zone, now }: DayFiguresProps) {
  const { t } = useTranslation()
  const waiting = visits.filter((visit) => visit.status === 'pending').length
  const done = visits.filter((visit) => visit.status === 'completed').length
  const next = visits.find(
    (visit) => Date.parse(visit.starts_at) > now.getTime() && visit.status !== 'completed',
  )
  return (
    <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Figure label={t('today.visits', { count: visits.length })}>{visits.length}</Figure>
      <Figure label={t('today.waitingFor')} waiting={waiting > 0}>
        {waiting}
      </Figure>
      <Figure label={t('today.done')}>{done}</Figure>
      <Figure label={t('today.nextUp')}>
        {next ? (
          <>
            {formatTime(next.starts_at, zone)}
            <span className="ml-2 min-w-0 truncate text-base font-normal text-ink-soft">{next.patient_name}</span>
          </>
        ) : (
          <span className="text-base font-normal text-ink-soft">{t('today.nobody')}</span>
        )}
      </Figure>
    </dl>
  )
}

function Figure({ label, waiting, children }: { label: string; waiting?: boolean; children: ReactNode }) {
  return (
    <div className="flex flex-col-reverse justify-end rounded-base border border-line bg-surface px-4 py-3">
      <dt className="text-small text-ink-faint">{label}</dt>
      <dd className={`flex min-h-8 items-center text-title font-bold ${waiting ? 'text-waiting-ink' : ''}`}>
        {children}
      </dd>
    </div>
  )
}
