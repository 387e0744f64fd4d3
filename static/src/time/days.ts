// Days as `2026-11-24`, and which day or hour an instant is in some zone. Pure; the browser knows the zones.

/** A calendar day without a zone, as ISO 8601 writes it. */
export type Day = string

const MS_PER_DAY = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

interface WallClock {
  day: Day
  hour: number
  minute: number
}

/** What a clock on the wall in `zone` shows at this instant. */
export function wallClock(instant: Date | string, zone: string): WallClock {
  const parts = new Map(format(zone).formatToParts(new Date(instant)).map(({ type, value }) => [type, value]))
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? ''
  return {
    day: `${part('year')}-${part('month')}-${part('day')}`,
    hour: Number(part('hour')),
    minute: Number(part('minute')),
  }
}

function format(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  formats.set(zone, made)
  return made
}

export function dayIn(instant: Date | string, zone: string): Day {
  return wallClock(instant, zone).day
}

export function addDays(day: Day, count: number): Day {
  return new Date(utc(day) + count * MS_PER_DAY).toISOString().slice(0, 10)
}

/** Whole days from one to the other; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((utc(to) - utc(from)) / MS_PER_DAY)
}

/** Whether this is a day of the calendar, written as ISO 8601. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(utc(text)) && addDays(text, 0) === text
}

function utc(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`)
}

export const PARTS_OF_DAY = ['morning', 'afternoon', 'evening'] as const
export type PartOfDay = (typeof PARTS_OF_DAY)[number]

/** Morning until noon, afternoon until five, then evening. */
export function partOfDay(instant: string, zone: string): PartOfDay {
  const { hour } = wallClock(instant, zone)
  if (hour < 12) return 'morning'
  return hour < 17 ? 'afternoon' : 'evening'
}

/** The zone this browser is set to. */
export function readersZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** The instant at which a day begins, in the zone this browser is set to. */
export function startOfDay(day: Day): string {
  return new Date(`${day}T00:00:00`).toISOString()
}

/** Whether clocks in the two zones differ at this instant. */
export function clocksDiffer(instant: string, one: string, other: string): boolean {
  const here = wallClock(instant, one)
  const there = wallClock(instant, other)
  return here.day !== there.day || here.hour !== there.hour || here.minute !== there.minute
}
