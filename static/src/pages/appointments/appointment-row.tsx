// One visit: when, with whom, how it stands, and what can be done about it.
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/api/types'
import { clocksDiffer, dayIn } from '@/time/days'
import { formatDay, formatTime, zoneCity } from '@/time/format'
import { RowMenu } from './row-menu'
import { typeName } from './type-name'
import { Button } from '@/ui/button'
import { classNames } from '@/ui/class-names'
import { StatusBadge } from '@/ui/status-badge'

interface AppointmentRowProps {
  appointment: Appointment
  /** Whose visit it is, where that is not the reader's own. */
  patientName: string | null
  zone: string
  /** The one that a notification led to. */
  highlighted: boolean
  /** Null where it cannot be moved any more. */
  onMove: (() => void) | null
  onCancel: (() => void) | null
  /** Null where there is nobody to write to. */
  onWrite: (() => void) | null
  onHistory: () => void
}

export function AppointmentRow({ appointment, patientName, zone, highlighted, ...actions }: AppointmentRowProps) {
  const { t, i18n } = useTranslation()
  const { onMove, onCancel, onWrite, onHistory } = actions
  const day = dayIn(appointment.starts_at, zone)
  const doctor = t('doctors.called', { name: appointment.doctor_name })
  const over = appointment.status === 'cancelled' || onCancel === null
  const when = `${formatDay(day, 'long')}, ${formatTime(appointment.starts_at, zone)}`
  return (
    <li
      data-testid="appointment"
      data-id={appointment.id}
      data-status={appointment.status}
      className={classNames(
        'animate-arrives flex flex-wrap items-center gap-x-5 gap-y-3 rounded-base border bg-surface p-4 sm:px-5',
        highlighted ? 'border-action shadow-raised' : 'border-line',
      )}
    >
      <div
        className={classNames(
          'flex w-16 shrink-0 flex-col items-center rounded-base py-2',
          over ? 'bg-sunken text-ink-soft' : 'bg-action-wash text-action-ink',
        )}
      >
        <span className="text-small">{formatDay(day, 'weekday')}</span>
        <span className="text-title leading-none font-bold">{formatDay(day, 'number')}</span>
        <span className="mt-0.5 text-small">{formatDay(day, 'monthShort')}</span>
      </div>
      <div className="min-w-0 flex-1 basis-48">
        <p className={classNames('text-large font-semibold', appointment.status === 'cancelled' && 'text-ink-soft line-through')}>
          <span key={appointment.starts_at} className="animate-ticks inline-block">
            {formatTime(appointment.starts_at, zone)}–{formatTime(appointment.ends_at, zone)}
          </span>
        </p>
        <p>
          {patientName && `${patientName} · `}
          {doctor}
          <span className="text-ink-soft"> · {typeName(i18n, appointment.appointment_type)}</span>
        </p>
        {clocksDiffer(appointment.starts_at, zone, appointment.time_zone) && (
          <p className="text-small text-ink-faint">
            {t('appointments.clinicTime', {
              time: formatTime(appointment.starts_at, appointment.time_zone),
              city: zoneCity(appointment.time_zone),
            })}
          </p>
        )}
        {appointment.cancel_reason && (
          <p className="text-small text-ink-soft">{t('appointments.reason', { reason: appointment.cancel_reason })}</p>
        )}
      </div>
      <div className="flex flex-wrap items-center justify-between gap-x-5 gap-y-2 max-sm:w-full">
        <StatusBadge status={appointment.status} />
        <div className="flex items-center gap-2">
          {onMove && (
            <Button
              kind="secondary"
              data-testid="move-visit"
              aria-label={t('appointments.moveLabel', { doctor, when })}
              onClick={onMove}
            >
              {t('appointments.move')}
            </Button>
          )}
          {onCancel && (
            <Button
              kind="secondary"
              data-testid="cancel"
              aria-label={t('appointments.cancelLabel', { doctor, when })}
              onClick={onCancel}
            >
              {t('appointments.cancel')}
            </Button>
          )}
          <RowMenu
            appointmentId={appointment.id}
            label={t('appointments.moreLabel', { doctor, when })}
            upcoming={!over}
            onWrite={onWrite}
            onHistory={onHistory}
          />
        </div>
      </div>
    </li>
  )
}
