// What the verification of the trail found, as the page says it.
import type { AuditProblemKind, AuditVerdict } from '@/api/types'

const KINDS: readonly AuditProblemKind[] = ['altered', 'deleted', 'inserted', 'chain_broken', 'truncated']

export interface Verdict {
  whole: boolean
  /** The name of the words for what is wrong; `unknown` for a kind that this page does not know. */
  problem: AuditProblemKind | 'unknown' | null
  /** Where in the chain it is wrong. */
  position: number | null
  /** The entry that is wrong. */
  entry: string | null
}

/** An answer that calls the trail whole and names a problem all the same is not believed. */
export function verdictOf({ ok, problem }: AuditVerdict): Verdict {
  if (ok && !problem) return { whole: true, problem: null, position: null, entry: null }
  return {
    whole: false,
    problem: KINDS.find((kind) => kind === problem?.kind) ?? 'unknown',
    position: problem?.position ?? null,
    entry: problem?.audit_id ?? null,
  }
}
