// What happened to a visit, as words can tell it. Pure.
import type { HistoryEntry } from '@/api/types'

export const TOLD = [
  'hold',
  'book',
  'confirm',
  'reschedule',
  'cancel',
  'check_in',
  'start',
  'complete',
  'no_show',
] as const
export type Told = (typeof TOLD)[number]

/** `appointment.book` → `book`; null for what has no words here. */
export function whatHappened(action: string): Told | null {
  const name = action.replace(/^appointment\./, '')
  return TOLD.find((each) => each === name) ?? null
}

/** Who did it: the reader, somebody by name, or only what kind of actor. */
export function whoDid({ actor }: HistoryEntry, readerId: string): 'you' | { name: string } | HistoryEntry['actor']['kind'] {
  if (actor.kind === 'user' && actor.id === readerId) return 'you'
  return actor.name ? { name: actor.name } : actor.kind
}

/** The instant that a visit had after this, or before it where it was moved; null where the entry does not say. */
export function instantIn({ detail }: HistoryEntry, name: 'starts_at' | 'previous'): string | null {
  const value = detail[name]
  const instant =
    typeof value === 'object' && value !== null && 'starts_at' in value ? (value as { starts_at: unknown }).starts_at : value
  return typeof instant === 'string' && !Number.isNaN(Date.parse(instant)) ? instant : null
}
