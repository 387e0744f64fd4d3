// What the address of the audit page may say, and what of it is asked of the server.
import { z } from 'zod'
import type { AuditFilter } from '@/api/audit'
import { addDays, isDay, startOfDay } from '@/time/days'

const id = z.uuid().optional().catch(undefined)
const text = z.string().max(100).optional().catch(undefined)
const day = z.string().refine(isDay).optional().catch(undefined)

export const auditSearch = z.object({
  actor: id,
  patient: id,
  object: id,
  action: text,
  outcome: z.enum(['ok', 'refused']).optional().catch(undefined),
  request: text,
  /** Days of the reader, both included. */
  from: day,
  to: day,
})

export type AuditSearch = z.infer<typeof auditSearch>

export function auditFilterOf(search: AuditSearch): AuditFilter {
  return {
    actor: search.actor,
    patient: search.patient,
    object_id: search.object,
    action: actionOf(search.action),
    outcome: search.outcome,
    request_id: search.request,
    from: search.from && startOfDay(search.from),
    to: search.to && startOfDay(addDays(search.to, 1)),
  }
}

/** One word alone is the family of all actions that begin with it. */
function actionOf(typed: string | undefined): string | undefined {
  const action = typed?.trim().toLowerCase()
  if (!action) return undefined
  return /^\w+\.?$/.test(action) ? `${action.replace('.', '')}.*` : action
}

/** Whether anything narrows the trail. */
export function isNarrowed(search: AuditSearch): boolean {
  return Object.values(search).some((value) => value !== undefined && value !== '')
}
