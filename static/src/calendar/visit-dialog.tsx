// One visit, opened: what it is about, and everything that can be done with it.
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { VisitStep } from '@/api/appointments'
import type { Appointment } from '@/api/types'
import { typeName } from '@/pages/appointments/type-name'
import { ConversationForm } from '@/pages/messages/conversation-form'
import { occasionOf } from '@/pages/messages/occasion'
import { formatTime } from '@/time/format'
import { whenOf } from '@/time/when-of'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Notice } from '@/ui/notice'
import { StatusBadge } from '@/ui/status-badge'
import { mayCancel, mayMove, stepsFrom } from './steps'
import { useReasonText } from './use-reason-text'
import type { Stepper } from './use-step'

interface VisitDialogProps {
  /** Null closes it. */
  visit: Appointment | null
  zone: string
  /** What the clinic is called, where that says something. */
  clinicName?: string
  stepper: Stepper
  onMove: (visit: Appointment) => void
  onCancel: (visit: Appointment) => void
  onClose: () => void
}

export function VisitDialog({ visit, ...rest }: VisitDialogProps) {
  const { t } = useTranslation()
  return (
    <Dialog open={visit !== null} title={visit?.patient_name ?? t('visit.title')} onClose={rest.onClose}>
      {visit && <Opened visit={visit} {...rest} />}
    </Dialog>
  )
}

function Opened({ visit, zone, clinicName, stepper, onMove, onCancel, onClose }: VisitDialogProps & { visit: Appointment }) {
  const { t, i18n } = useTranslation()
  const reasonText = useReasonText()
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const [writing, setWriting] = useState(false)
  const name = visit.patient_name ?? t('today.aPatient')
  const steps = stepsFrom(visit.status)
  const take = (action: VisitStep) => stepper.mutate({ visit, action }, { onSuccess: () => setAsking(false) })
  if (writing) {
    return (
      <ConversationForm
        occasion={occasionOf(t, i18n, visit, 'doctor', zone)}
        onStarted={({ id }) => void navigate({ to: '/messages/$conversationId', params: { conversationId: id } })}
        onCancel={() => setWriting(false)}
      />
    )
  }
  return (
    <div data-testid="visit-opened" data-status={visit.status} className="flex flex-col gap-4">
      <div className="flex flex-col items-start gap-2">
        <p>
          {whenOf(visit.starts_at, zone)}–{formatTime(visit.ends_at, zone)}
          <span className="text-ink-soft"> · {typeName(i18n, visit.appointment_type)}</span>
          {clinicName && <span className="block text-ink-soft">{t('visit.at', { clinic: clinicName })}</span>}
        </p>
        <StatusBadge status={visit.status} />
      </div>
      {visit.patient_notes && (
        <div>
          <h3 className="text-small font-semibold">{t('visit.notes')}</h3>
          <p className="wrap-anywhere whitespace-pre-line text-ink-soft">{visit.patient_notes}</p>
        </div>
      )}
      {visit.doctor_notes && (
        <div>
          <h3 className="text-small font-semibold">{t('visit.doctorNotes')}</h3>
          <p className="wrap-anywhere whitespace-pre-line text-ink-soft">{visit.doctor_notes}</p>
        </div>
      )}
      {stepper.error && stepper.variables.visit.id === visit.id && (
        <Notice tone="harm" urgent>
          {t('visit.failed', { reason: reasonText(stepper.error) })}
        </Notice>
      )}
      {asking ? (
        <div className="flex flex-col gap-3 rounded-base border border-line p-4">
          <p className="font-semibold">{t('visit.noShowTitle', { name })}</p>
          <p className="text-ink-soft">{t('visit.noShowText')}</p>
          <div className="flex flex-wrap gap-2">
            <Button kind="secondary" onClick={() => setAsking(false)}>
              {t('form.cancel')}
            </Button>
            <Button kind="harm" data-testid="confirm-no-show" disabled={stepper.isPending} onClick={() => take('no_show')}>
              {t('visit.no_show')}
            </Button>
          </div>
        </div>
      ) : (
        <div className="flex flex-wrap gap-2">
          {steps.map((action, index) => (
            <Button
              key={action}
              kind={index === 0 ? 'primary' : 'secondary'}
              data-testid={action}
              disabled={stepper.isPending}
              onClick={() => (action === 'no_show' ? setAsking(true) : take(action))}
            >
              {t(action === 'no_show' ? 'visit.no_show' : `today.${action}`)}
            </Button>
          ))}
          <Button kind="secondary" data-testid="write" onClick={() => setWriting(true)}>
            {t('messages.writeTo')}
          </Button>
          {mayMove(visit.status) && (
            <Button kind="secondary" data-testid="move" onClick={() => onMove(visit)}>
              {t('stranded.move')}
            </Button>
          )}
          {mayCancel(visit.status) && (
            <Button kind="quiet" data-testid="cancel" onClick={() => onCancel(visit)}>
              {t('stranded.cancel')}
            </Button>
          )}
        </div>
      )}
      <div className="flex flex-wrap items-center justify-between gap-2 border-t border-line pt-3">
        <Link
          to="/patients/$patientId"
          params={{ patientId: visit.patient_id }}
          className="inline-flex min-h-11 items-center font-semibold text-action-ink underline underline-offset-2"
        >
          {t('visit.patient')}
        </Link>
        <Button kind="quiet" data-first-focus onClick={onClose}>
          {t('visit.close')}
        </Button>
      </div>
    </div>
  )
}
