// The audit trail: who did what to whose data, for administrators.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { addressOf, read, write } from './http'
import type { AuditEntry, AuditVerdict, ManagedUser, Page } from './types'

export interface AuditFilter {
  actor?: string
  patient?: string
  object_id?: string
  /** In full, or a family like `appointment.*`. */
  action?: string
  outcome?: 'ok' | 'refused'
  request_id?: string
  /** Instants: from the first on, before the second. */
  from?: string
  to?: string
}

/** The newest first. The search itself is put on record. */
export function auditQuery(filter: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) =>
      read<Page<AuditEntry>>('admin/audit/', { ...filter, limit: 50, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 30_000,
    refetchOnWindowFocus: false,
  })
}

/** Where the browser downloads all that matches, as it comes. */
export function auditExportAddress(filter: AuditFilter): string {
  return addressOf('admin/audit/export.csv', { ...filter })
}

/** Reads the whole trail. */
export function verifyAudit(): Promise<AuditVerdict> {
  return write('admin/audit/verify/')
}

/** Whose id stands in an entry. */
export function auditedPersonQuery(id: string) {
  return queryOptions({
    queryKey: ['audited-person', id],
    queryFn: ({ signal }) => read<ManagedUser>(`admin/users/${id}/`, {}, signal),
    staleTime: Infinity,
  })
}
