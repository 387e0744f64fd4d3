// Days and times in words, in the reader's language.
import i18next from 'i18next'
import type { Day } from './days'

export type DayStyle = 'full' | 'long' | 'weekday' | 'weekdayLong' | 'number' | 'month' | 'monthLong' | 'monthShort' | 'short' | 'date'

const DAY_STYLES: Record<DayStyle, Intl.DateTimeFormatOptions> = {
  full: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  long: { weekday: 'long', day: 'numeric', month: 'long' },
  short: { weekday: 'short', day: 'numeric', month: 'short' },
  date: { day: 'numeric', month: 'long', year: 'numeric' },
  weekday: { weekday: 'short' },
  weekdayLong: { weekday: 'long' },
  number: { day: 'numeric' },
  month: { month: 'long', year: 'numeric' },
  monthLong: { month: 'long' },
  monthShort: { month: 'short' },
}

/** Clinics write hours from 00 to 23; British English does so, with the day before the month. */
function locale(): string {
  return i18next.language === 'en' ? 'en-GB' : i18next.language
}

export function formatDay(day: Day, style: DayStyle): string {
  const options = { ...DAY_STYLES[style], timeZone: 'UTC' }
  return new Intl.DateTimeFormat(locale(), options).format(new Date(`${day}T12:00:00Z`))
}

export function formatTime(instant: string | Date, zone: string): string {
  const options: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }
  return new Intl.DateTimeFormat(locale(), options).format(new Date(instant))
}

/** To the second: *14:03:27*. */
export function formatSecond(instant: string, zone: string): string {
  const options: Intl.DateTimeFormatOptions = { timeStyle: 'medium', hourCycle: 'h23', timeZone: zone }
  return new Intl.DateTimeFormat(locale(), options).format(new Date(instant))
}

/** `America/New_York` → `New York`. */
export function zoneCity(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
}

/** How long ago, in the largest unit that fits: *5 minutes ago*. */
export function formatAgo(instant: string, now: Date): string {
  const seconds = Math.round((Date.parse(instant) - now.getTime()) / 1000)
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' })
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ]
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit)
  }
  return format.format(0, 'second')
}

/** `1440` → `1 day`, `90` → `1 hour, 30 minutes`. */
export function formatSpan(minutes: number): string {
  const parts: [unit: string, count: number][] = [
    ['day', Math.floor(minutes / 1440)],
    ['hour', Math.floor((minutes % 1440) / 60)],
    ['minute', minutes % 60],
  ]
  const written = parts
    .filter(([, count]) => count > 0)
    .map(([unit, count]) => new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'long' }).format(count))
  return new Intl.ListFormat(locale(), { type: 'unit' }).format(written)
}

const MS_OF: [unit: string, ms: number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
]

/** How long, in the largest unit that fits and to a tenth of it below ten: *40ms*, *1.2s*, *12m*, *3d*. */
export function formatDuration(ms: number): string {
  const [unit, length] = MS_OF.find(([, least]) => ms >= least) ?? ['millisecond', 1]
  const inUnits = ms / length
  const maximumFractionDigits = length > 1 && inUnits < 10 ? 1 : 0
  const options: Intl.NumberFormatOptions = { style: 'unit', unit, unitDisplay: 'narrow', maximumFractionDigits }
  return new Intl.NumberFormat(locale(), options).format(inUnits)
}

/** `12345` → `12,345`. */
export function formatCount(count: number): string {
  return new Intl.NumberFormat(locale()).format(count)
}

/** `80` → `€80`, `80.5` → `€80.50`. */
export function formatMoney(amount: string | number, currency: string): string {
  const options: Intl.NumberFormatOptions = { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' }
  return new Intl.NumberFormat(locale(), options).format(Number(amount))
}
