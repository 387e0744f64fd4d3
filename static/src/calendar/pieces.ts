// What of an interval lies on which day of a calendar, in minutes since midnight of its clock. Pure.
import type { Interval } from '@/api/types'
import { addDays, daysBetween, dayIn } from '@/time/days'
import type { Day } from '@/time/days'
import { instantFrom, instantsAt, minuteIn, MINUTES_PER_DAY } from '@/time/wall'

export interface Piece {
  day: Day
  /** Minutes since midnight, the end excluded. */
  from: number
  to: number
}

/** The days from `first`, as many as that. */
export function daysFrom(first: Day, count: number): Day[] {
  return Array.from({ length: count }, (_, index) => addDays(first, index))
}

/** Monday of the week that the day is in. */
export function mondayOf(day: Day): Day {
  const weekday = new Date(`${day}T12:00:00Z`).getUTCDay()
  return addDays(day, -((weekday + 6) % 7))
}

/** Monday is 1, Sunday 7 (ISO 8601). */
export function weekdayOf(day: Day): number {
  return daysBetween(mondayOf(day), day) + 1
}

/** The pieces of an interval on the days from `first` to `last`, both included, on a clock in `zone`. */
export function piecesOf({ starts_at, ends_at }: Interval, first: Day, last: Day, zone: string): Piece[] {
  const startDay = dayIn(starts_at, zone)
  const endDay = dayIn(ends_at, zone)
  const pieces: Piece[] = []
  const from = startDay < first ? first : startDay
  const until = endDay > last ? last : endDay
  for (let day = from; day <= until; day = addDays(day, 1)) {
    const begins = day === startDay ? minuteIn(starts_at, zone) : 0
    const ends = day === endDay ? minuteIn(ends_at, zone) : MINUTES_PER_DAY
    // Clocks that go back meanwhile would let it end before it begins: it is as long as it lasts.
    const lasts = (Date.parse(ends_at) - Date.parse(starts_at)) / 60_000
    const whole = startDay === endDay ? Math.max(ends, begins + lasts) : ends
    if (whole > begins) pieces.push({ day, from: begins, to: Math.min(whole, MINUTES_PER_DAY) })
  }
  return pieces
}

/** The stretch of a day that clocks in `zone` skip, if there is one. */
export function skippedOn(day: Day, zone: string, step = 15): Piece | null {
  // Almost every day has 24 hours: only the others are looked through.
  const [noon] = instantsAt(day, 720, zone)
  const [before] = instantsAt(addDays(day, -1), 720, zone)
  if (noon === undefined || before === undefined || Date.parse(noon) - Date.parse(before) >= 86_400_000) return null
  const minutes = Array.from({ length: MINUTES_PER_DAY / step }, (_, index) => index * step)
  const skipped = minutes.filter((minute) => instantsAt(day, minute, zone).length === 0)
  const [first] = skipped
  const last = skipped.at(-1)
  return first === undefined || last === undefined ? null : { day, from: first, to: last + step }
}

export interface Lane {
  /** Which of the lanes beside each other, from 0. */
  lane: number
  /** How many there are. */
  of: number
}

/** Where pieces of one day that overlap lie beside each other; in the order given. */
export function lanesOf(pieces: Pick<Piece, 'from' | 'to'>[]): Lane[] {
  const lanes: Lane[] = pieces.map(() => ({ lane: 0, of: 1 }))
  const order = pieces.map((_, index) => index).sort((one, other) => startOf(one) - startOf(other) || one - other)
  let group: number[] = []
  let ends: number[] = []
  const close = () => {
    for (const index of group) lanes[index] = { lane: lanes[index]?.lane ?? 0, of: ends.length }
    group = []
    ends = []
  }
  for (const index of order) {
    const piece = pieces[index]
    if (piece === undefined) continue
    if (ends.every((end) => end <= piece.from)) close()
    const free = ends.findIndex((end) => end <= piece.from)
    const lane = free === -1 ? ends.length : free
    ends[lane] = piece.to
    lanes[index] = { lane, of: 1 }
    group.push(index)
  }
  close()
  return lanes

  function startOf(index: number): number {
    return pieces[index]?.from ?? 0
  }
}

/** Pieces of days on one clock, as pieces of one day on another. */
export function rezoned<Some extends Piece>(pieces: Some[], day: Day, from: string, to: string): Some[] {
  if (from === to) return pieces.filter((piece) => piece.day === day)
  return pieces.flatMap((piece) => {
    const interval = { starts_at: instantFrom(piece.day, piece.from, from), ends_at: instantFrom(piece.day, piece.to, from) }
    return piecesOf(interval, day, day, to).map((moved) => ({ ...piece, ...moved }))
  })
}
