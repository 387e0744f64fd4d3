// The days on which a clinic is closed: no time is offered then, and the visits that stand there are named.
import { useQuery } from '@tanstack/react-query'
import { CalendarOff, CalendarX2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { closuresQuery } from '@/api/closures'
import type { Closure, ClosureMade } from '@/api/types'
import type { ClinicHere } from '@/pages/clinic/clinic-here'
import { ClinicFrame } from '@/pages/clinic/frame'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { ClosureForm } from './closure-form'
import { ClosureRow } from './closure-row'
import { OpenAgainDialog } from './open-again-dialog'
import { StrandedPanel } from './stranded-panel'

export function ClosuresPage() {
  const { t } = useTranslation()
  return (
    <ClinicFrame title={t('closures.title')} lead={t('closures.lead')}>
      {(clinic) => <Closures clinic={clinic} />}
    </ClinicFrame>
  )
}

function Closures({ clinic }: { clinic: ClinicHere }) {
  const { t } = useTranslation()
  const closures = useQuery(closuresQuery(clinic.id))
  const [editing, setEditing] = useState<Closure | 'new' | null>(null)
  const [opening, setOpening] = useState<Closure | null>(null)
  const [saved, setSaved] = useState<ClosureMade | null>(null)
  const add = (
    <Button onClick={() => setEditing('new')}>
      <CalendarX2 aria-hidden className="size-5" />
      {t('closures.add')}
    </Button>
  )
  return (
    <>
      {saved && <StrandedPanel closure={saved} onClose={() => setSaved(null)} />}
      {closures.error && !closures.data ? (
        <ErrorState error={closures.error} onRetry={() => void closures.refetch()} />
      ) : !closures.data ? (
        <div aria-busy className="flex flex-col gap-3">
          <Skeleton className="h-18" />
          <Skeleton className="h-18" />
        </div>
      ) : closures.data.length === 0 ? (
        <EmptyState icon={<CalendarOff aria-hidden className="size-6" />} title={t('closures.emptyTitle')} action={add}>
          {t('closures.empty')}
        </EmptyState>
      ) : (
        <>
          <div className="self-start">{add}</div>
          <ul aria-label={t('closures.title')} className="divide-y divide-line rounded-base border border-line bg-surface">
            {closures.data.map((closure) => (
              <ClosureRow
                key={closure.id}
                closure={closure}
                onChange={() => setEditing(closure)}
                onOpen={() => setOpening(closure)}
              />
            ))}
          </ul>
        </>
      )}
      <Dialog
        open={editing !== null}
        title={t(editing === 'new' ? 'closures.addTitle' : 'closures.changeTitle', { clinic: clinic.name })}
        onClose={() => setEditing(null)}
      >
        {editing && (
          <ClosureForm
            clinicId={clinic.id}
            closure={editing === 'new' ? null : editing}
            onCancel={() => setEditing(null)}
            onSaved={(closure) => {
              setEditing(null)
              setSaved(closure)
            }}
          />
        )}
      </Dialog>
      <OpenAgainDialog closure={opening} onClose={() => setOpening(null)} />
    </>
  )
}
