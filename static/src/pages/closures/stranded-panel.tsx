// After a closure is saved: which visits stand on its days all the same, for somebody to see to them.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { appointmentQuery } from '@/api/appointments'
import type { ClosureMade } from '@/api/types'
import { whenOf } from '@/time/when-of'
import { Button } from '@/ui/button'
import { Skeleton } from '@/ui/states'
import { StatusBadge } from '@/ui/status-badge'
import { useTakesFocus } from '@/ui/use-takes-focus'
import { useDaysOf } from './days-of'

export function StrandedPanel({ closure, onClose }: { closure: ClosureMade; onClose: () => void }) {
  const { t } = useTranslation()
  const daysOf = useDaysOf()
  const heading = useTakesFocus<HTMLHeadingElement>(closure)
  const some = closure.stranded.length > 0
  return (
    <section
      aria-labelledby="stranded"
      data-testid="stranded"
      className={`animate-arrives flex flex-col gap-3 rounded-base border p-5 ${some ? 'border-waiting bg-waiting-wash text-waiting-ink' : 'border-action-line bg-action-wash text-action-ink'}`}
    >
      <h2 id="stranded" ref={heading} tabIndex={-1} className="text-large font-semibold outline-none">
        {t('closures.saved', { days: daysOf(closure) })}
      </h2>
      <p>{t('closures.stranded', { count: closure.stranded.length })}</p>
      {some && (
        <ul className="divide-y divide-line rounded-base border border-line bg-surface text-ink">
          {closure.stranded.map((id) => (
            <Visit key={id} id={id} />
          ))}
        </ul>
      )}
      <Button kind="secondary" className="self-start" onClick={onClose}>
        {t(some ? 'closures.noted' : 'closures.fine')}
      </Button>
    </section>
  )
}

function Visit({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data: visit, error } = useQuery(appointmentQuery(id))
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
      {visit ? (
        <>
          <p className="min-w-0 flex-1 basis-64">
            <span className="block font-semibold">
              {whenOf(visit.starts_at, visit.time_zone)}
            </span>
            <span className="block text-small text-ink-soft">
              {visit.patient_name ?? t('today.aPatient')} · {t('doctors.called', { name: visit.doctor_name })}
            </span>
          </p>
          <StatusBadge status={visit.status} />
        </>
      ) : error ? (
        <code className="min-w-0 flex-1 text-small wrap-anywhere">{id}</code>
      ) : (
        <Skeleton className="h-10 flex-1" />
      )}
      <Link
        to="/appointments"
        search={{ appointment: id }}
        className="inline-flex min-h-11 items-center font-semibold text-action-ink underline underline-offset-2"
      >
        {t('closures.toVisit')}
        <span className="sr-only"> {visit?.patient_name}</span>
      </Link>
    </li>
  )
}
