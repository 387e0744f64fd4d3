// Seven days beside each other, one at a time on a phone: hours, what lies on them, and what is dragged.
import { useMemo, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/api/types'
import { DayColumn } from '@/calendar/day-column'
import type { Place } from '@/calendar/drag'
import { HourAxis } from '@/calendar/hour-axis'
import { openingsOn, shutOn } from '@/calendar/openings'
import type { Hours } from '@/calendar/openings'
import { lanesOf, skippedOn } from '@/calendar/pieces'
import { scaleOf } from '@/calendar/scale'
import { mayMove } from '@/calendar/steps'
import { useDrag } from '@/calendar/use-drag'
import { VisitChip } from '@/calendar/visit-chip'
import { dayIn } from '@/time/days'
import type { Day } from '@/time/days'
import { formatDay } from '@/time/format'
import { minuteIn, textOfMinute } from '@/time/wall'
import { classNames } from '@/ui/class-names'
import type { PieceOfVisit } from './week-pieces'

interface WeekGridProps {
  grid: RefObject<HTMLDivElement | null>
  days: Day[]
  /** The one that a phone shows. */
  day: Day
  pieces: PieceOfVisit[]
  hours: Hours
  zone: string
  now: Date
  gridMinutes: number
  onDay: (day: Day) => void
  onOpen: (visit: Appointment) => void
  onDrop: (visitId: string, place: Place) => void
}

export function WeekGrid({ grid, days, day, pieces, hours, zone, now, gridMinutes, onDay, onOpen, onDrop }: WeekGridProps) {
  const { t } = useTranslation()
  const [focused, setFocused] = useState<string | null>(null)
  const openings = useMemo(() => openingsOn(days, hours), [days, hours])
  const shut = useMemo(() => shutOn(days, hours), [days, hours])
  const skipped = useMemo(() => new Map(days.map((each) => [each, skippedOn(each, zone)])), [days, zone])
  const scale = scaleOf([...pieces, ...openings])
  const { dragged, grab } = useDrag({ grid, scale, gridMinutes, onDrop })
  const today = dayIn(now, zone)
  // One visit of all is in the order of the Tab key; the arrows lead on.
  const reachable = pieces.some(({ visit }) => visit.id === focused) ? focused : pieces[0]?.visit.id
  const axis = useRef<HTMLDivElement>(null)
  return (
    <div className="rounded-base border border-line bg-surface shadow-raised">
      <div className="sticky top-0 z-10 grid grid-cols-[3.5rem_repeat(7,minmax(0,1fr))] rounded-t-base border-b border-line bg-surface max-md:grid-cols-7">
        <span aria-hidden className="max-md:hidden" />
        {days.map((each) => {
          const count = pieces.filter(({ piece, isStart }) => isStart && piece.day === each).length
          return (
            <button
              key={each}
              type="button"
              data-testid="day-head"
              data-day={each}
              aria-current={each === today ? 'date' : undefined}
              onClick={() => onDay(each)}
              className={classNames(
                'flex min-h-14 flex-col items-center justify-center rounded-base text-small text-ink-soft hover:bg-sunken',
                each === day && 'max-md:bg-action-wash max-md:text-action-ink',
              )}
            >
              {formatDay(each, 'weekday')}{' '}
              <span
                className={classNames(
                  'text-large leading-tight font-semibold text-ink',
                  each === today && 'rounded-full bg-ink px-2 text-paper',
                )}
              >
                {formatDay(each, 'number')}
              </span>
              <span className="sr-only"> {t('calendar.day', { month: formatDay(each, 'monthLong'), count })}</span>
            </button>
          )
        })}
      </div>
      <div ref={grid} className="grid grid-cols-[3.5rem_repeat(7,minmax(0,1fr))] py-3 max-md:grid-cols-[3.5rem_minmax(0,1fr)]">
        <div ref={axis}>
          <HourAxis scale={scale} />
        </div>
        {days.map((each) => {
          const here = pieces.filter(({ piece }) => piece.day === each)
          const lanes = lanesOf(here.map(({ piece }) => piece))
          return (
            <DayColumn
              key={each}
              column={each}
              label={formatDay(each, 'long')}
              scale={scale}
              ground={{
                openings: openings.filter((piece) => piece.day === each),
                shut: shut.filter((piece) => piece.day === each),
                skipped: skipped.get(each) ?? null,
                now: each === today ? minuteIn(now, zone) : null,
              }}
              drop={
                dragged && {
                  ...dragged,
                  words: `${textOfMinute(dragged.minute)}–${textOfMinute(dragged.minute + dragged.lasts)}`,
                }
              }
              className={classNames('border-l border-line', each !== day && 'max-md:hidden')}
            >
              {here.map(({ visit, piece, isStart, leaving }, index) => (
                <VisitChip
                  key={`${visit.id} ${piece.day}`}
                  visit={visit}
                  piece={piece}
                  lane={lanes[index] ?? { lane: 0, of: 1 }}
                  scale={scale}
                  zone={zone}
                  reachable={visit.id === reachable}
                  lifted={dragged?.id === visit.id}
                  leaving={leaving}
                  onFocus={() => setFocused(visit.id)}
                  onOpen={() => onOpen(visit)}
                  onGrab={
                    isStart && !leaving && mayMove(visit.status)
                      ? (event) =>
                          grab(event, {
                            id: visit.id,
                            at: { column: each, minute: piece.from },
                            lasts: Math.round((Date.parse(visit.ends_at) - Date.parse(visit.starts_at)) / 60_000),
                          })
                      : undefined
                  }
                />
              ))}
            </DayColumn>
          )
        })}
      </div>
    </div>
  )
}
