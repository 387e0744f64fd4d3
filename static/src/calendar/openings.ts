// When a doctor is there and when not, day by day on the doctor's clock: weekly hours, what replaces them on a date,
// absences and closed clinics. Pure.
import type { Closure, Override, TimeOff, WeeklyHours } from '@/api/types'
import { addDays } from '@/time/days'
import type { Day } from '@/time/days'
import { instantFrom, minuteOfText, MINUTES_PER_DAY } from '@/time/wall'
import { piecesOf, weekdayOf } from './pieces'
import type { Piece } from './pieces'
import { occurrences, weeklyOf } from './recurrence'

export interface Opening extends Piece {
  clinicId: string
}

export interface Shut extends Piece {
  kind: 'timeOff' | 'closure' | 'closedDay'
  reason: string
}

export interface ClinicClosure extends Pick<Closure, 'clinic_id' | 'starts_on' | 'ends_on' | 'reason'> {
  zone: string
}

export interface Hours {
  zone: string
  weekly: Pick<WeeklyHours, 'clinic_id' | 'weekday' | 'start_time' | 'end_time' | 'valid_from' | 'valid_until'>[]
  overrides: Pick<Override, 'date' | 'closed' | 'windows' | 'clinics' | 'reason'>[]
  timeOff: Pick<TimeOff, 'starts_at' | 'ends_at' | 'recurrence' | 'reason'>[]
  closures: ClinicClosure[]
}

/** The working hours on these days, in order; a window past midnight is a piece on each day. */
export function openingsOn(days: Day[], { weekly, overrides }: Pick<Hours, 'weekly' | 'overrides'>): Opening[] {
  const shown = new Set(days)
  // What begins the day before may go on.
  const begins = new Set(days.flatMap((day) => [addDays(day, -1), day]))
  const openings = [...begins].flatMap((day): Opening[] => {
    const override = overrides.find(({ date }) => date === day)
    const givesWay = (clinic: string) => override !== undefined && (override.clinics?.includes(clinic) ?? true)
    const weeklyThen = weekly.filter(
      ({ clinic_id, weekday, valid_from, valid_until }) =>
        weekday === weekdayOf(day) &&
        (!valid_from || valid_from <= day) &&
        (!valid_until || day <= valid_until) &&
        !givesWay(clinic_id),
    )
    const windows = [...weeklyThen, ...(override?.windows ?? [])]
    return windows.flatMap((window) => piecesOfWindow(day, window))
  })
  return openings
    .filter(({ day }) => shown.has(day))
    .sort((one, other) => one.day.localeCompare(other.day) || one.from - other.from)
}

function piecesOfWindow(
  day: Day,
  { clinic_id, start_time, end_time }: Pick<WeeklyHours, 'clinic_id' | 'start_time' | 'end_time'>,
): Opening[] {
  const from = minuteOfText(start_time)
  const to = minuteOfText(end_time)
  if (from === null || to === null) return []
  if (to > from) return [{ day, from, to, clinicId: clinic_id }]
  const evening = { day, from, to: MINUTES_PER_DAY, clinicId: clinic_id }
  return to === 0 ? [evening] : [evening, { day: addDays(day, 1), from: 0, to, clinicId: clinic_id }]
}

/** When the doctor is not there, or a clinic is not open, on these days. */
export function shutOn(days: Day[], { zone, overrides, timeOff, closures }: Hours): Shut[] {
  const first = days[0]
  const last = days.at(-1)
  if (first === undefined || last === undefined) return []
  const away = timeOff.flatMap((each): Shut[] => {
    const rule = each.recurrence ? weeklyOf(each.recurrence, zone) : null
    const when = rule === null ? [each] : occurrences(each, rule, first, last, zone)
    return when.flatMap((interval) =>
      piecesOf(interval, first, last, zone).map((piece): Shut => ({ ...piece, kind: 'timeOff', reason: each.reason })),
    )
  })
  const closed = closures.flatMap((each): Shut[] => {
    const interval = {
      starts_at: instantFrom(each.starts_on, 0, each.zone),
      ends_at: instantFrom(addDays(each.ends_on, 1), 0, each.zone),
    }
    return piecesOf(interval, first, last, zone).map((piece): Shut => ({ ...piece, kind: 'closure', reason: each.reason }))
  })
  const closedDays = overrides
    // Closed at some clinics only, it is no day off.
    .filter(({ date, closed: isClosed, clinics }) => isClosed && !clinics && first <= date && date <= last)
    .map(({ date, reason }): Shut => ({ day: date, from: 0, to: MINUTES_PER_DAY, kind: 'closedDay', reason }))
  return [...away, ...closed, ...closedDays]
}
