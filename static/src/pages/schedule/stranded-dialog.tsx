// Asks before a change leaves visits outside of the hours, and says whose.
import { useQueries } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { appointmentQuery } from '@/api/appointments'
import { shortWhenOf } from '@/time/when-of'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Skeleton } from '@/ui/states'
import { NAMED, strandedWords } from './stranded-words'
import type { GuardedChange } from './use-guarded-change'

export function StrandedDialog({ change }: { change: GuardedChange }) {
  const { t } = useTranslation()
  const { guard } = change
  const stranded = guard.step === 'asking' || guard.step === 'saving' ? guard.stranded : []
  return (
    <Dialog open={stranded.length > 0} title={t('stranded.askTitle')} onClose={change.leave}>
      <Question stranded={stranded} change={change} />
    </Dialog>
  )
}

function Question({ stranded, change }: { stranded: string[]; change: GuardedChange }) {
  const { t } = useTranslation()
  const found = useQueries({ queries: stranded.slice(0, NAMED).map((id) => appointmentQuery(id)) })
  const known = found.every(({ isPending }) => !isPending)
  return (
    <div data-testid="asks-stranded" className="flex flex-col gap-4">
      {known ? (
        <>
          <p className="font-semibold">
            {strandedWords(
              t,
              found.map(({ data }) => data ?? null),
              stranded.length,
            )}
          </p>
          <ul className="divide-y divide-line rounded-base border border-line">
            {found.flatMap(({ data: visit }) =>
              visit ? (
                <li key={visit.id}>
                  <Link
                    to="/week"
                    search={{ doctor: visit.doctor_id, date: visit.appointment_date }}
                    target="_blank"
                    className="flex min-h-11 items-center justify-between gap-3 px-3 text-action-ink underline underline-offset-2"
                  >
                    <span className="truncate">{visit.patient_name}</span>
                    <span className="shrink-0">{shortWhenOf(visit.starts_at, visit.time_zone)}</span>
                  </Link>
                </li>
              ) : (
                []
              ),
            )}
          </ul>
        </>
      ) : (
        <Skeleton className="h-24" />
      )}
      <p className="text-ink-soft">{t('stranded.stay')}</p>
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" data-first-focus onClick={change.leave}>
          {t('stranded.leave')}
        </Button>
        <Button kind="harm" data-testid="strand" disabled={change.busy || !known} onClick={change.agree}>
          {change.busy ? t('form.saving') : t('stranded.goOn')}
        </Button>
      </div>
    </div>
  )
}
