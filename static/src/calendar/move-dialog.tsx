// Another time for a visit: the patient chooses a free one, the doctor's side may also write any.
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/api/types'
import type { Side } from '@/pages/appointments/cancel-dialog'
import { whenOf } from '@/time/when-of'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { useTakesFocus } from '@/ui/use-takes-focus'
import { MoveForm } from './move-form'
import type { Mover } from './use-move'

interface MoveDialogProps {
  /** Null closes it. */
  visit: Appointment | null
  /** Patients are told in place that it is done; the doctor's side goes on with the calendar. */
  side: Side
  zone: string
  mover: Mover
  onClose: () => void
}

export function MoveDialog({ visit, side, zone, mover, onClose }: MoveDialogProps) {
  const { t } = useTranslation()
  const moved = side === 'patient' && mover.moved?.visit.id === visit?.id ? (mover.moved?.visit ?? null) : null
  const leave = () => {
    mover.forget()
    onClose()
  }
  return (
    <Dialog open={visit !== null} title={t(moved ? 'reschedule.doneTitle' : 'reschedule.title')} onClose={leave}>
      {moved ? (
        <Moved visit={moved} zone={zone} onClose={leave} />
      ) : (
        visit && (
          <MoveForm
            key={visit.id}
            opened={visit}
            side={side}
            zone={zone}
            mover={mover}
            onMoved={side === 'doctor' ? onClose : undefined}
            onClose={leave}
          />
        )
      )}
    </Dialog>
  )
}

function Moved({ visit, zone, onClose }: { visit: Appointment; zone: string; onClose: () => void }) {
  const { t } = useTranslation()
  const text = useTakesFocus<HTMLParagraphElement>(visit.version)
  return (
    <div data-testid="moved" className="flex flex-col gap-4">
      <p ref={text} tabIndex={-1} className="text-large font-semibold outline-none">
        {whenOf(visit.starts_at, zone)}
      </p>
      <p className="text-ink-soft">{t('reschedule.doneText', { doctor: t('doctors.called', { name: visit.doctor_name }) })}</p>
      <Button className="self-end max-sm:w-full" onClick={onClose}>
        {t('waitlist.done')}
      </Button>
    </div>
  )
}
