// A key as its form holds it, and what of it is sent.
import { KEY_SCOPES } from '@/api/types'
import type { ApiKey, KeyScope, NewApiKey, RateTier } from '@/api/types'
import { addDays, dayIn, readersZone, startOfDay } from '@/time/days'
import type { Day } from '@/time/days'

export const KEY_FIELDS = ['name', 'scopes', 'rate_tier', 'expires_on'] as const
export type KeyField = (typeof KEY_FIELDS)[number]

export interface KeyValues {
  name: string
  scopes: KeyScope[]
  rate_tier: RateTier
  /** The last day on which it works, of the reader; empty for ever. */
  expires_on: Day | ''
}

/** What a front desk does: everything. */
export const NEW_KEY: KeyValues = { name: '', scopes: [...KEY_SCOPES], rate_tier: 'standard', expires_on: '' }

export function valuesOf(key: ApiKey): KeyValues {
  return { name: key.name, scopes: inOrder(key.scopes), rate_tier: key.rate_tier, expires_on: lastDayOf(key.expires_at) }
}

export function newKeyOf(values: KeyValues): NewApiKey {
  return {
    name: values.name.trim(),
    scopes: inOrder(values.scopes),
    rate_tier: values.rate_tier,
    expires_at: endOf(values.expires_on) ?? undefined,
  }
}

/** Only what differs is sent: an end that was set to the second by other means stays as it is. */
export function keyChangeOf(values: KeyValues, key: ApiKey): Partial<NewApiKey> {
  const before = valuesOf(key)
  const scopes = inOrder(values.scopes)
  const change: Partial<NewApiKey> = {}
  if (values.name.trim() !== before.name) change.name = values.name.trim()
  if (scopes.join() !== before.scopes.join()) change.scopes = scopes
  if (values.rate_tier !== before.rate_tier) change.rate_tier = values.rate_tier
  if (values.expires_on !== before.expires_on) change.expires_at = endOf(values.expires_on)
  return change
}

/** The last day, of the reader, on which something that ends at this instant works. */
export function lastDayOf(instant: string | null | undefined): Day | '' {
  return instant == null ? '' : dayIn(new Date(Date.parse(instant) - 1), readersZone())
}

/** A key works through the whole of its last day. */
function endOf(day: Day | ''): string | null {
  return day === '' ? null : startOfDay(addDays(day, 1))
}

function inOrder(scopes: KeyScope[]): KeyScope[] {
  return KEY_SCOPES.filter((scope) => scopes.includes(scope))
}
