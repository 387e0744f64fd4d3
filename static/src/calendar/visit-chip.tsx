// A visit on a calendar: who, when and how it stands. It is opened by a press and moved by dragging.
import type { PointerEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Appointment, AppointmentStatus } from '@/api/types'
import { typeName } from '@/pages/appointments/type-name'
import { dayIn } from '@/time/days'
import { formatDay, formatTime } from '@/time/format'
import { classNames } from '@/ui/class-names'
import type { Lane, Piece } from './pieces'
import { pxOf, topOf, within } from './scale'
import type { Scale } from './scale'
import { mayMove } from './steps'

const LOOKS: Record<AppointmentStatus, string> = {
  held: 'border-l-waiting border-dashed bg-surface',
  pending: 'border-l-waiting bg-waiting-wash',
  confirmed: 'border-l-action bg-action-wash',
  checked_in: 'border-l-action bg-tint-2',
  in_progress: 'border-l-action bg-tint-1',
  completed: 'border-l-edge bg-sunken',
  no_show: 'border-l-edge bg-sunken line-through',
  cancelled: 'border-l-edge bg-sunken line-through',
  expired: 'border-l-edge bg-sunken line-through',
}

/** So tall that a second line fits. */
const TWO_LINES_PX = 44

interface VisitChipProps {
  visit: Appointment
  piece: Pick<Piece, 'from' | 'to'>
  lane: Lane
  scale: Scale
  zone: string
  /** One of all on the grid is in the order of the Tab key. */
  reachable: boolean
  /** It is being dragged, or was taken from somewhere else. */
  lifted: boolean
  leaving?: boolean
  onGrab?: (event: PointerEvent) => void
  onOpen: () => void
  onFocus?: () => void
  /** What can be done with one press. */
  action?: ReactNode
}

export function VisitChip(props: VisitChipProps) {
  const { visit, piece, lane, scale, zone, lifted, leaving, action } = props
  const { t, i18n } = useTranslation()
  const shown = within(piece, scale)
  if (shown === null) return null
  const height = pxOf(shown.to - shown.from)
  const name = visit.patient_name ?? t('today.aPatient')
  const more = { day: formatDay(dayIn(visit.starts_at, zone), 'long'), status: t(`status.${visit.status}`) }
  return (
    <li
      data-testid="visit"
      data-id={visit.id}
      data-status={visit.status}
      data-starts-at={visit.starts_at}
      onPointerDown={mayMove(visit.status) ? props.onGrab : undefined}
      className={classNames(
        'absolute p-px select-none',
        leaving ? 'animate-slot-leaves' : 'animate-arrives',
        lifted && 'opacity-40',
      )}
      style={{
        top: topOf(shown.from, scale),
        height,
        left: `${(lane.lane / lane.of) * 100}%`,
        width: `${100 / lane.of}%`,
      }}
    >
      <div
        className={classNames(
          'relative flex h-full items-start overflow-hidden rounded-base border border-l-4 border-line',
          LOOKS[visit.status],
        )}
      >
        <button
          type="button"
          data-visit={visit.id}
          tabIndex={props.reachable ? 0 : -1}
          aria-haspopup="dialog"
          onClick={props.onOpen}
          onFocus={props.onFocus}
          className={classNames(
            'h-full min-w-0 flex-1 overflow-hidden rounded-base px-2 text-left -outline-offset-2',
            height >= TWO_LINES_PX ? 'flex flex-col py-0.5' : 'flex items-center gap-2',
            mayMove(visit.status) && props.onGrab && 'cursor-grab',
          )}
        >
          <span className="max-w-full truncate text-small font-semibold">{name}</span>{' '}
          <span className="max-w-full truncate text-small text-ink-soft">
            {formatTime(visit.starts_at, zone)}
            {height >= TWO_LINES_PX && ` · ${typeName(i18n, visit.appointment_type)}`}
          </span>
          <span className="sr-only"> {t('calendar.visitMore', more)}</span>
        </button>
        {action}
      </div>
    </li>
  )
}
