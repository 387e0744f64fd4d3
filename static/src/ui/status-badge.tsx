// The status of a visit in words and colour: amber waits, teal stands, grey is over.
import { useTranslation } from 'react-i18next'
import type { AppointmentStatus } from '@/api/types'
import { classNames } from './class-names'

const WAITING = 'bg-waiting-wash text-waiting-ink'
const STANDS = 'bg-action-wash text-action-ink'
const OVER = 'bg-sunken text-ink-soft'

const LOOKS: Record<AppointmentStatus, string> = {
  held: WAITING,
  pending: WAITING,
  confirmed: STANDS,
  checked_in: STANDS,
  in_progress: STANDS,
  completed: OVER,
  cancelled: classNames(OVER, 'line-through'),
  no_show: OVER,
  expired: OVER,
}

interface StatusBadgeProps {
  status: AppointmentStatus
  /** On a ground that has the colour of the status already. */
  onTint?: boolean
}

export function StatusBadge({ status, onTint }: StatusBadgeProps) {
  const { t } = useTranslation()
  return (
    <span
      key={status}
      data-testid="status"
      className={classNames(
        'animate-ticks inline-flex items-center rounded-full px-2.5 py-0.5 text-small font-medium whitespace-nowrap',
        LOOKS[status],
        onTint && '!bg-surface',
      )}
    >
      {t(`status.${status}`)}
    </span>
  )
}
