// One visit on the doctor's timeline, with the step that its status allows.
import { Check, CheckCheck, DoorOpen, Play, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { VisitStep } from '@/api/appointments'
import type { Appointment, AppointmentStatus } from '@/api/types'
import { mayCancel, stepsFrom } from '@/calendar/steps'
import { typeName } from '@/pages/appointments/type-name'
import { formatTime } from '@/time/format'
import { classNames } from '@/ui/class-names'
import { StatusBadge } from '@/ui/status-badge'

interface VisitCardProps {
  visit: Appointment
  zone: string
  current: boolean
  leaving: boolean
  busy: boolean
  onStep: (visit: Appointment, step: VisitStep) => void
  onCancel: (visit: Appointment) => void
}

const EDGES: Partial<Record<AppointmentStatus, string>> = {
  pending: 'border-l-waiting bg-waiting-wash',
  confirmed: 'border-l-action bg-action-wash',
  checked_in: 'border-l-action bg-action-wash',
  in_progress: 'border-l-action bg-action-wash',
}

const ICONS = { confirm: Check, check_in: DoorOpen, start: Play, complete: CheckCheck }

const ACTION =
  'inline-flex min-h-11 items-center gap-1.5 rounded-base px-3 text-small font-semibold transition-colors duration-150 disabled:opacity-50'

export function VisitCard({ visit, zone, current, leaving, busy, onStep, onCancel }: VisitCardProps) {
  const { t, i18n } = useTranslation()
  const [usual] = stepsFrom(visit.status)
  const step = usual === 'no_show' ? undefined : usual
  const StepIcon = step && ICONS[step]
  const name = visit.patient_name ?? t('today.aPatient')
  return (
    <article
      data-testid="visit"
      data-id={visit.id}
      data-status={visit.status}
      data-starts-at={visit.starts_at}
      className={classNames(
        'flex h-full items-center gap-3 overflow-hidden rounded-base border-l-4 py-1 pr-2 pl-3',
        EDGES[visit.status] ?? 'border-l-edge bg-sunken',
        current && 'outline-2 outline-ink',
        leaving && 'line-through',
      )}
    >
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2">
          <span className="truncate font-semibold">{name}</span>
          <span className="max-sm:hidden">
            <StatusBadge status={visit.status} onTint />
          </span>
        </p>
        <p className="truncate text-small text-ink-soft">
          {formatTime(visit.starts_at, zone)}–{formatTime(visit.ends_at, zone)} ·{' '}
          {typeName(i18n, visit.appointment_type)}
          {visit.patient_notes && <span className="max-sm:hidden"> · {visit.patient_notes}</span>}
        </p>
      </div>
      {!leaving && (
        <div className="flex shrink-0 items-center gap-1">
          {mayCancel(visit.status) && (
            <button
              type="button"
              aria-label={`${t('today.cancel')}: ${name}`}
              title={t('today.cancel')}
              disabled={busy}
              onClick={() => onCancel(visit)}
              className={`${ACTION} text-ink-soft hover:bg-surface hover:text-harm-ink`}
            >
              <X aria-hidden className="size-4" />
            </button>
          )}
          {step && StepIcon && (
            <button
              type="button"
              data-testid={step}
              aria-label={`${t(`today.${step}`)}: ${name}`}
              disabled={busy}
              onClick={() => onStep(visit, step)}
              className={classNames(
                ACTION,
                step === 'confirm'
                  ? 'bg-action text-on-action hover:bg-action-strong'
                  : 'border border-action-line bg-surface text-action-ink hover:border-action',
              )}
            >
              <StepIcon aria-hidden className="size-4" />
              <span className="max-sm:sr-only">{t(`today.${step}`)}</span>
            </button>
          )}
        </div>
      )}
    </article>
  )
}
