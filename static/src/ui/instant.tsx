// When something was, to the second, on the clock of the reader: *Tue 24 Nov, 14:03:27*.
import { dayIn, readersZone } from '@/time/days'
import { formatDay, formatSecond } from '@/time/format'

export function Instant({ at, className }: { at: string; className?: string }) {
  const zone = readersZone()
  return (
    <time dateTime={at} className={className}>
      {formatDay(dayIn(at, zone), 'short')}, {formatSecond(at, zone)}
    </time>
  )
}
