// Asks before a visit is cancelled, and says what will happen to whom.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { appointmentsKey } from '@/api/appointments'
import { isOutOfDate, isRefusal, Refusal } from '@/api/refusal'
import type { Appointment } from '@/api/types'
import { cancelVisit } from '@/api/visits'
import { whenOf } from '@/time/when-of'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { TextField } from '@/ui/field'
import { Notice } from '@/ui/notice'

/** Who looks at a visit: its patient, or the doctor and the clinic. */
export type Side = 'patient' | 'doctor'

interface CancelDialogProps {
  /** Null closes it. */
  appointment: Appointment | null
  /** Whose question it is: the other side will be told. */
  side: Side
  zone: string
  onClose: () => void
}

export function CancelDialog({ appointment, side, zone, onClose }: CancelDialogProps) {
  const { t } = useTranslation()
  return (
    <Dialog open={appointment !== null} title={t('cancelDialog.title')} onClose={onClose}>
      {appointment && <CancelForm appointment={appointment} side={side} zone={zone} onClose={onClose} />}
    </Dialog>
  )
}

function CancelForm({ appointment, side, zone, onClose }: CancelDialogProps & { appointment: Appointment }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const cancel = useMutation({
    mutationFn: () => cancelVisit(appointment, reason.trim()),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: appointmentsKey }),
  })
  const when = whenOf(appointment.starts_at, zone)
  const doctor = t('doctors.called', { name: appointment.doctor_name })
  const patient = appointment.patient_name ?? t('cancelDialog.aPatient')
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(submit) => {
        submit.preventDefault()
        cancel.mutate()
      }}
    >
      <p className="font-semibold">
        {side === 'patient'
          ? t('cancelDialog.what', { when, doctor })
          : t('cancelDialog.whatForDoctor', { when, patient })}
      </p>
      <p className="text-ink-soft">
        {side === 'patient' ? t('cancelDialog.patientText', { doctor }) : t('cancelDialog.doctorText', { patient })}
      </p>
      {appointment.series_id && <p className="text-ink-soft">{t('cancelDialog.onlyThis')}</p>}
      <TextField
        label={t('cancelDialog.reason')}
        optional
        help={t('cancelDialog.reasonHelp')}
        maxLength={500}
        value={reason}
        onChange={(change) => setReason(change.target.value)}
      />
      {cancel.error && (
        <Notice tone="harm" urgent>
          <CancelError error={cancel.error} />
        </Notice>
      )}
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" data-first-focus onClick={onClose}>
          {t('cancelDialog.keep')}
        </Button>
        <Button kind="harm" type="submit" data-testid="confirm-cancel" disabled={cancel.isPending}>
          {cancel.isPending ? t('cancelDialog.sending') : t('cancelDialog.confirm')}
        </Button>
      </div>
    </form>
  )
}

function CancelError({ error }: { error: unknown }) {
  const { t } = useTranslation()
  if (isRefusal(error, 'cutoff_passed')) return t('cancelDialog.cutoff')
  if (isRefusal(error, 'invalid_transition') || isOutOfDate(error)) return t('cancelDialog.changed')
  const requestId = error instanceof Refusal ? error.requestId : null
  return (
    <>
      <p>{t('cancelDialog.failed')}</p>
      {requestId && <p className="select-all">{t('error.requestId', { id: requestId })}</p>}
    </>
  )
}
