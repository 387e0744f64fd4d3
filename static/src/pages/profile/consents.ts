// What somebody agreed to, read from the ledger: the last line of a kind holds.
import type { Consent, ConsentKind } from '@/api/types'

/** What is asked for here; the rest is agreed to where it is needed. */
export const ASKED = ['email', 'sms', 'marketing'] as const

/** The line that holds, in a ledger whose newest line is the first; undefined where nothing was ever said. */
export function holding(ledger: readonly Consent[], kind: ConsentKind): Consent | undefined {
  return ledger.find((line) => line.kind === kind)
}
