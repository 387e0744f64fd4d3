// Why the doctor's side was refused a time, and whether a reason would open it. Pure.
import { Refusal } from '@/api/refusal'
import type { Interval } from '@/api/types'

export const REASONS = [
  'slot_taken',
  'patient_busy',
  'outside_availability',
  'too_soon',
  'too_far',
  'off_grid',
  'day_full',
  'not_accepting',
  'cutoff_passed',
  'invalid_transition',
  'version_mismatch',
  'past',
] as const
export type RefusedBecause = (typeof REASONS)[number]

/** Rules, and the minutes kept free around visits; visits themselves never overlap. */
const OPEN_TO_REASON = new Set<RefusedBecause>([
  'slot_taken',
  'outside_availability',
  'too_soon',
  'too_far',
  'off_grid',
  'day_full',
  'not_accepting',
])

/** Null for what is no rule: a lost connection, a fault of the server. */
export function refusedBecause(error: unknown): RefusedBecause | null {
  if (!(error instanceof Refusal)) return null
  if (error.status === 412) return 'version_mismatch'
  const codes = [error.code, ...(error.problem.errors ?? []).map(({ code }) => code)]
  return REASONS.find((reason) => codes.includes(reason)) ?? null
}

export function isOverridable(error: unknown): boolean {
  const reason = refusedBecause(error)
  return reason !== null && OPEN_TO_REASON.has(reason)
}

export function alternativesOf(error: unknown): Interval[] {
  return error instanceof Refusal ? (error.problem.alternatives ?? []) : []
}

/** What the server takes as a reason. */
export function isReason(text: string): boolean {
  const length = [...text.trim()].length
  return length >= 3 && length <= 500
}
