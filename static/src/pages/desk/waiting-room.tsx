// The waiting room: it fills by itself as people are checked in, and empties as they are called in.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/api/types'
import { formatTime } from '@/time/format'
import { classNames } from '@/ui/class-names'
import { useSoftList } from '@/ui/soft-list'
import { waitingRoom } from './waiting'
import type { Waiting } from './waiting'

/** So long a wait is worth a word. */
const LONG_MINUTES = 20

interface WaitingRoomProps {
  /** Of all columns; keeps its identity while nothing changes. */
  visits: Appointment[]
  scope: string
  zone: string
  now: Date
  onOpen: (visit: Appointment) => void
}

export function WaitingRoom({ visits, scope, zone, now, onOpen }: WaitingRoomProps) {
  const { t } = useTranslation()
  const waiting = useMemo(() => waitingRoom(visits, now), [visits, now])
  const shown = useSoftList<Waiting>(waiting, ({ visit }) => `${visit.updated_at}${visit.id}`, scope)
  return (
    <section aria-labelledby="waiting-room" data-testid="waiting-room" className="rounded-base border border-line bg-surface">
      <h2 id="waiting-room" className="flex items-center justify-between px-4 py-3 font-semibold">
        {t('desk.waitingRoom')}
        <span className="text-ink-soft">{waiting.length}</span>
      </h2>
      {shown.length === 0 ? (
        <p className="border-t border-line px-4 py-4 text-small text-ink-soft">{t('desk.waitingNobody')}</p>
      ) : (
        <ul className="divide-y divide-line border-t border-line">
          {shown.map(({ key, item: { visit, minutes }, leaving }) => (
            <li key={key} data-testid="waiting" data-id={visit.id} className={leaving ? 'animate-slot-leaves' : 'animate-arrives'}>
              <button
                type="button"
                aria-haspopup="dialog"
                disabled={leaving}
                onClick={() => onOpen(visit)}
                className="flex min-h-14 w-full items-center gap-3 px-4 py-2 text-left hover:bg-sunken"
              >
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-semibold">{visit.patient_name ?? t('today.aPatient')}</span>
                  <span className="block truncate text-small text-ink-soft">
                    {t('desk.waitingWith', {
                      doctor: t('doctors.called', { name: visit.doctor_name }),
                      time: formatTime(visit.starts_at, zone),
                    })}
                  </span>
                </span>
                <span
                  className={classNames(
                    'shrink-0 text-small font-semibold',
                    minutes >= LONG_MINUTES ? 'text-waiting-ink' : 'text-ink-soft',
                  )}
                >
                  {t('desk.waitingFor', { count: minutes })}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
