// From the clock on a wall back to instants: an hour that clocks skip is none, one that they repeat is two. Pure.
import { addDays, isDay, wallClock } from './days'
import type { Day } from './days'

const MS_PER_MINUTE = 60_000
const MS_PER_DAY = 86_400_000
export const MINUTES_PER_DAY = 24 * 60

/** Minutes since midnight that a clock in `zone` shows at this instant. */
export function minuteIn(instant: Date | string, zone: string): number {
  const { hour, minute } = wallClock(instant, zone)
  return hour * 60 + minute
}

/** The instants at which a clock in `zone` shows that, in order: none, one or two. Minutes past 24 hours are the next day's. */
export function instantsAt(day: Day, minute: number, zone: string): string[] {
  const wanted = { day: addDays(day, Math.floor(minute / MINUTES_PER_DAY)), minute: modulo(minute, MINUTES_PER_DAY) }
  const asUtc = Date.parse(`${wanted.day}T00:00:00Z`) + wanted.minute * MS_PER_MINUTE
  // Whatever the offset is then, it is one of those that hold a day before and a day after.
  const offsets = [asUtc - MS_PER_DAY, asUtc + MS_PER_DAY].map((around) => offsetAt(around, zone))
  const found = [...new Set(offsets)]
    .map((offset) => asUtc - offset)
    .filter((instant) => {
      const shown = wallClock(new Date(instant), zone)
      return shown.day === wanted.day && shown.hour * 60 + shown.minute === wanted.minute
    })
  return found.sort((one, other) => one - other).map(written)
}

/** The instant that was written as a day and a time of day; null for what is none, or one that clocks skip. */
export function instantOfText(day: string, time: string, zone: string): string | null {
  const minute = minuteOfText(time)
  if (minute === null || !isDay(day)) return null
  return instantsAt(day, minute, zone)[0] ?? null
}

/** The first instant at or after that which a clock in `zone` shows: past a skipped hour, its end. */
export function instantFrom(day: Day, minute: number, zone: string): string {
  for (let later = minute; later <= minute + MINUTES_PER_DAY; later += 1) {
    const [instant] = instantsAt(day, later, zone)
    if (instant !== undefined) return instant
  }
  throw new RangeError(`no clock in ${zone} shows anything on ${day}`)
}

/** `09:00` or `09:00:00` → 540; null for what is no time of day. */
export function minuteOfText(text: string): number | null {
  const [, hour, minute] = /^(\d{2}):(\d{2})(?::\d{2})?$/.exec(text) ?? []
  const minutes = Number(hour) * 60 + Number(minute)
  return Number(minute) < 60 && minutes < MINUTES_PER_DAY ? minutes : null
}

/** 540 → `09:00`; of the next day's minutes the time of day. */
export function textOfMinute(minute: number): string {
  const ofDay = modulo(minute, MINUTES_PER_DAY)
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`
}

function offsetAt(instant: number, zone: string): number {
  const { day, hour, minute } = wallClock(new Date(instant), zone)
  const shown = Date.parse(`${day}T00:00:00Z`) + (hour * 60 + minute) * MS_PER_MINUTE
  return shown - Math.floor(instant / MS_PER_MINUTE) * MS_PER_MINUTE
}

/** As the API writes instants. */
function written(instant: number): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z')
}

function modulo(value: number, of: number): number {
  return ((value % of) + of) % of
}
