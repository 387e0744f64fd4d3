// Times heard of as taken a moment ago: an answer that was read before may arrive after, and must not bring them back.
import type { Interval, Slots } from '@/api/types'
import { afterTaken } from './slot-list'
import type { SlotChange } from './slot-list'

/** An answer is under way no longer than this. */
const UNDER_WAY_MS = 5_000

export class TakenRecently {
  private heard: { change: SlotChange; at: number }[] = []

  taken(change: SlotChange, now: number): void {
    this.heard = this.heard.filter((each) => now - each.at < UNDER_WAY_MS)
    this.heard.push({ change, at: now })
  }

  freed(interval: Interval): void {
    const apart = ({ change }: { change: SlotChange }) =>
      Date.parse(change.ends_at) <= Date.parse(interval.starts_at) ||
      Date.parse(change.starts_at) >= Date.parse(interval.ends_at)
    this.heard = this.heard.filter(apart)
  }

  /** The answer that came at `answeredAt`, without what was taken while it may have been under way. */
  without(slots: Slots, answeredAt: number): Slots {
    return this.heard
      .filter((each) => answeredAt - each.at < UNDER_WAY_MS)
      .reduce((left, each) => afterTaken(left, each.change), slots)
  }
}
