// Free times as lists: what a taken time removes, what lies nearest, how days and their parts are filled. Pure.
import type { Interval, Slot, Slots } from '@/api/types'
import { addDays, dayIn, partOfDay } from '@/time/days'
import type { Day, PartOfDay } from '@/time/days'

/** What `slot.taken`, `slot.held` and `slot.freed` carry. */
export interface SlotChange extends Interval {
  seats_left: number
}

export function isSlotChange(data: unknown): data is SlotChange {
  return typeof data === 'object' && data !== null && 'starts_at' in data && 'ends_at' in data
}

/** The answer without what can no longer be booked: the slot itself, or whatever overlaps it in another grid. */
export function afterTaken(slots: Slots, change: SlotChange): Slots {
  const from = Date.parse(change.starts_at)
  const to = Date.parse(change.ends_at)
  const seatsLeft = change.seats_left ?? 0
  const kept = slots.slots.flatMap((slot): Slot[] => {
    const start = Date.parse(slot.starts_at)
    const apart = Date.parse(slot.ends_at) <= from || start >= to
    if (apart) return [slot]
    return start === from && seatsLeft > 0 ? [{ ...slot, seats_left: seatsLeft }] : []
  })
  return kept.length === slots.slots.length && seatsLeft === 0 ? slots : { ...slots, slots: kept }
}

/** Times that lie nearest to an instant, nearest first. */
export function nearest(slots: Slot[], instant: string, count: number): Slot[] {
  const wanted = Date.parse(instant)
  const distance = (slot: Slot) => Math.abs(Date.parse(slot.starts_at) - wanted)
  return [...slots].sort((one, other) => distance(one) - distance(other)).slice(0, count)
}

/** With the reader's own time, which nobody else is offered while it is kept. */
export function withOwn(slots: Slot[], own: Slot): Slot[] {
  if (slots.some((slot) => sameInstant(slot.starts_at, own.starts_at))) return slots
  return [...slots, own].sort((one, other) => Date.parse(one.starts_at) - Date.parse(other.starts_at))
}

export function sameInstant(one: string, other: string): boolean {
  return Date.parse(one) === Date.parse(other)
}

/** The days from `first`, each with its free times in the reader's zone; days outside are left out. */
export function byDay(slots: Slot[], zone: string, first: Day, count: number): Map<Day, Slot[]> {
  const days = new Map<Day, Slot[]>()
  for (let index = 0; index < count; index += 1) days.set(addDays(first, index), [])
  for (const slot of slots) days.get(dayIn(slot.starts_at, zone))?.push(slot)
  return days
}

export function byPart(slots: Slot[], zone: string): Record<PartOfDay, Slot[]> {
  const parts: Record<PartOfDay, Slot[]> = { morning: [], afternoon: [], evening: [] }
  for (const slot of slots) parts[partOfDay(slot.starts_at, zone)].push(slot)
  return parts
}
