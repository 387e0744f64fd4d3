// Where a visit lies on the timeline of a day: minutes since midnight of the doctor's clock, and pixels. Pure.
import type { Appointment } from '@/api/types'
import { dayIn, wallClock } from '@/time/days'
import type { Day } from '@/time/days'

/** Hours that are always shown. */
const FIRST_HOUR = 9
const LAST_HOUR = 17
/** A visit is at least this tall, so that its buttons fit. */
const LEAST_PX = 68
const PX_PER_HOUR = 112

export interface Scale {
  firstHour: number
  lastHour: number
  pxPerMinute: number
}

/** Minutes since midnight of `day` on the clock of `zone`; before that day 0, after it 24 hours. */
export function minuteOf(instant: string | Date, day: Day, zone: string): number {
  const there = dayIn(instant, zone)
  if (there < day) return 0
  if (there > day) return 24 * 60
  const { hour, minute } = wallClock(instant, zone)
  return hour * 60 + minute
}

export function scaleFor(visits: Appointment[], day: Day, zone: string): Scale {
  const starts = visits.map((visit) => minuteOf(visit.starts_at, day, zone))
  const ends = visits.map((visit) => minuteOf(visit.ends_at, day, zone))
  const shortest = Math.min(...visits.map((_, index) => Math.max(5, (ends[index] ?? 0) - (starts[index] ?? 0))), 60)
  return {
    firstHour: Math.floor(Math.min(FIRST_HOUR * 60, ...starts) / 60),
    lastHour: Math.ceil(Math.max(LAST_HOUR * 60, ...ends) / 60),
    pxPerMinute: Math.max(PX_PER_HOUR / 60, LEAST_PX / shortest),
  }
}

export function topOf(minute: number, scale: Scale): number {
  return (minute - scale.firstHour * 60) * scale.pxPerMinute
}
