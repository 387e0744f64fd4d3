// Whether the figures say that anything became of any message, so that a list of them is read again. Pure.
import type { ChannelFigures, DeliveryFigures } from '@/api/types'

/** What changes with the state of a message; ages and speeds change by themselves. */
const COUNTS = ['queued', 'in_flight', 'sent', 'retried', 'suppressed', 'dead'] as const

export function haveMoved(before: DeliveryFigures | undefined, after: DeliveryFigures): boolean {
  return before === undefined || after.channels.some((channel) => hasMoved(before.channels, channel))
}

function hasMoved(before: ChannelFigures[], after: ChannelFigures): boolean {
  const known = before.find(({ channel }) => channel === after.channel)
  return known === undefined || COUNTS.some((count) => known[count] !== after[count])
}
