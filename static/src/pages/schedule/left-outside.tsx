// The visits that are outside of the hours since a change, to be moved or cancelled here.
import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { appointmentQuery } from '@/api/appointments'
import type { Appointment } from '@/api/types'
import { MoveDialog } from '@/calendar/move-dialog'
import { MoveOutcome } from '@/calendar/move-outcome'
import { mayCancel, mayMove } from '@/calendar/steps'
import { useMove } from '@/calendar/use-move'
import { CancelDialog } from '@/pages/appointments/cancel-dialog'
import { whenOf } from '@/time/when-of'
import { Button } from '@/ui/button'
import { Skeleton } from '@/ui/states'
import { StatusBadge } from '@/ui/status-badge'
import { leftOutsideQuery } from './left-outside-query'

export function LeftOutside({ doctorId, zone }: { doctorId: string; zone: string }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { queryKey } = leftOutsideQuery(doctorId)
  const { data: left = [] } = useQuery(leftOutsideQuery(doctorId))
  const mover = useMove()
  const [moving, setMoving] = useState<Appointment | null>(null)
  const [cancelling, setCancelling] = useState<Appointment | null>(null)
  const found = useQueries({ queries: left.map((id) => appointmentQuery(id)) })
  if (left.length === 0) return <MoveOutcome mover={mover} zone={zone} asking={moving !== null} />
  return (
    <section
      aria-labelledby="left-outside"
      data-testid="left-outside"
      className="animate-arrives flex flex-col gap-3 rounded-base border border-waiting bg-waiting-wash p-5 text-waiting-ink"
    >
      <h2 id="left-outside" className="text-large font-semibold">
        {t('stranded.title')}
      </h2>
      <p>{t('stranded.text', { count: left.length })}</p>
      <ul className="divide-y divide-line rounded-base border border-line bg-surface text-ink">
        {left.map((id, index) => (
          <li key={id} data-testid="left-visit" className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
            <Visit query={found[index]} zone={zone} onMove={setMoving} onCancel={setCancelling} />
          </li>
        ))}
      </ul>
      <MoveOutcome mover={mover} zone={zone} asking={moving !== null} />
      <Button kind="secondary" className="self-start" onClick={() => queries.setQueryData(queryKey, [])}>
        {t('stranded.done')}
      </Button>
      <MoveDialog visit={moving} side="doctor" zone={zone} mover={mover} onClose={() => setMoving(null)} />
      <CancelDialog appointment={cancelling} side="doctor" zone={zone} onClose={() => setCancelling(null)} />
    </section>
  )
}

interface VisitProps {
  query: { data?: Appointment; isPending: boolean } | undefined
  zone: string
  onMove: (visit: Appointment) => void
  onCancel: (visit: Appointment) => void
}

function Visit({ query, zone, onMove, onCancel }: VisitProps) {
  const { t } = useTranslation()
  const visit = query?.data
  if (visit === undefined) {
    return query?.isPending ? <Skeleton className="h-10 flex-1" /> : <p className="text-ink-soft">{t('stranded.unknown')}</p>
  }
  const name = visit.patient_name ?? t('today.aPatient')
  return (
    <>
      <p className="min-w-0 flex-1 basis-56">
        <span className="block font-semibold">{name}</span>
        <span className="block text-small text-ink-soft">{whenOf(visit.starts_at, zone)}</span>
      </p>
      <StatusBadge status={visit.status} />
      <div className="flex flex-wrap gap-2">
        {mayMove(visit.status) && (
          <Button kind="secondary" onClick={() => onMove(visit)}>
            {t('stranded.move')} <span className="sr-only">{name}</span>
          </Button>
        )}
        {mayCancel(visit.status) && (
          <Button kind="quiet" onClick={() => onCancel(visit)}>
            {t('stranded.cancel')} <span className="sr-only">{name}</span>
          </Button>
        )}
      </div>
    </>
  )
}
