// The day as a timeline with *now* marked; a visit that is cancelled elsewhere fades out, a new one comes in.
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { VisitStep } from '@/api/appointments'
import type { Appointment } from '@/api/types'
import type { Day } from '@/time/days'
import { formatDay, formatTime } from '@/time/format'
import { classNames } from '@/ui/class-names'
import { useSoftList } from '@/ui/soft-list'
import { minuteOf, scaleFor, topOf } from './timeline-scale'
import { VisitCard } from './visit-card'

interface TimelineProps {
  /** Of this day, in order; keeps its identity while nothing changes. */
  visits: Appointment[]
  day: Day
  zone: string
  now: Date
  isToday: boolean
  busy: string | null
  onStep: (visit: Appointment, step: VisitStep) => void
  onCancel: (visit: Appointment) => void
}

export function Timeline({ visits, day, zone, now, isToday, busy, onStep, onCancel }: TimelineProps) {
  const { t } = useTranslation()
  const scale = scaleFor(visits, day, zone)
  const hours = Array.from({ length: scale.lastHour - scale.firstHour + 1 }, (_, index) => scale.firstHour + index)
  const shown = useSoftList(visits, (visit) => `${visit.starts_at}${visit.id}`, day)
  const nowMinute = minuteOf(now, day, zone)
  const nowShown = isToday && nowMinute >= scale.firstHour * 60 && nowMinute <= scale.lastHour * 60
  const nowLine = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const line = nowLine.current
    if (line !== null && line.getBoundingClientRect().bottom > innerHeight) line.scrollIntoView({ block: 'center' })
  }, [day])

  return (
    <div className="rounded-base border border-line bg-surface p-3 shadow-raised sm:p-5">
      <div className="relative" style={{ height: topOf(scale.lastHour * 60, scale) + 24 }}>
        {hours.map((hour) => (
          <div
            key={hour}
            aria-hidden
            className="absolute inset-x-0 flex items-start gap-3"
            style={{ top: topOf(hour * 60, scale) }}
          >
            <span className="w-11 text-right text-small leading-none text-ink-faint">
              {String(hour).padStart(2, '0')}:00
            </span>
            <span className="mt-1.5 h-px flex-1 bg-line" />
          </div>
        ))}
        {nowShown && (
          <div
            ref={nowLine}
            data-testid="now"
            className="pointer-events-none absolute inset-x-0 flex -translate-y-1/2 items-center"
            style={{ top: topOf(nowMinute, scale) + 6 }}
          >
            <span className="w-12 rounded-full bg-ink py-0.5 text-center text-small leading-4 font-semibold text-paper">
              <span className="sr-only">{t('today.now')} </span>
              {formatTime(now, zone)}
            </span>
            <span className="h-0.5 flex-1 bg-ink" />
          </div>
        )}
        <ol aria-label={t('today.timeline', { day: formatDay(day, 'long') })} className="absolute inset-y-0 right-0 left-14">
          {shown.map(({ key, item: visit, leaving }) => {
            const from = minuteOf(visit.starts_at, day, zone)
            const to = minuteOf(visit.ends_at, day, zone)
            return (
              <li
                key={key}
                className={classNames('absolute inset-x-0 pt-1.5 pb-0.5', leaving ? 'animate-slot-leaves' : 'animate-arrives')}
                style={{ top: topOf(from, scale), height: (to - from) * scale.pxPerMinute }}
              >
                <VisitCard
                  visit={visit}
                  zone={zone}
                  current={isToday && from <= nowMinute && nowMinute < to}
                  leaving={leaving}
                  busy={busy === visit.id}
                  onStep={onStep}
                  onCancel={onCancel}
                />
              </li>
            )
          })}
        </ol>
      </div>
    </div>
  )
}
