// The hours beside the columns, and their lines across.
import { textOfMinute } from '@/time/wall'
import { heightOf, hoursOf, topOf } from './scale'
import type { Scale } from './scale'

export function HourAxis({ scale }: { scale: Scale }) {
  return (
    <div aria-hidden className="relative" style={{ height: heightOf(scale) }}>
      {hoursOf(scale).map((minute) => (
        <span
          key={minute}
          className="absolute right-2 -translate-y-1/2 bg-surface text-small leading-none text-ink-faint"
          style={{ top: topOf(minute, scale) }}
        >
          {textOfMinute(minute)}
        </span>
      ))}
    </div>
  )
}

export function HourLines({ scale }: { scale: Scale }) {
  return hoursOf(scale).map((minute) => (
    <span key={minute} aria-hidden className="pointer-events-none absolute inset-x-0 h-px bg-line" style={{ top: topOf(minute, scale) }} />
  ))
}
