// The keys by which a clinic's own software signs in.
import { queryOptions } from '@tanstack/react-query'
import { remove, write } from './http'
import { readAll } from './read-all'
import type { ApiKey, MadeApiKey, NewApiKey } from './types'

/** The newest first; those that were revoked too. */
export function apiKeysQuery(clinicId: string) {
  return queryOptions({
    queryKey: ['api-keys', clinicId],
    queryFn: ({ signal }) => readAll<ApiKey>(`clinics/${clinicId}/api_keys/`, signal),
  })
}

/** Wants a fresh sign-in. The answer is the only one that holds the whole key. */
export function makeApiKey(clinicId: string, key: NewApiKey): Promise<MadeApiKey> {
  return write(`clinics/${clinicId}/api_keys/`, key)
}

export function changeApiKey({ clinic_id, id }: ApiKey, change: Partial<NewApiKey>): Promise<ApiKey> {
  return write(`clinics/${clinic_id}/api_keys/${id}/`, change, { method: 'PATCH' })
}

/** Takes effect with the next request that it signs. */
export function revokeApiKey({ clinic_id, id }: ApiKey): Promise<void> {
  return remove(`clinics/${clinic_id}/api_keys/${id}/`)
}
