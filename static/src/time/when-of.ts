// When something is, in words: *Tuesday 24 November, 09:00*.
import { dayIn } from './days'
import { formatDay, formatTime } from './format'

export function whenOf(instant: string, zone: string): string {
  return `${formatDay(dayIn(instant, zone), 'long')}, ${formatTime(instant, zone)}`
}

export function shortWhenOf(instant: string, zone: string): string {
  return `${formatDay(dayIn(instant, zone), 'short')}, ${formatTime(instant, zone)}`
}
