// Where somebody is signed in, and ending that.
import { queryOptions } from '@tanstack/react-query'
import { rememberCsrfToken, remove, write } from './http'
import { readAll } from './read-all'
import type { Confirmation, SignInSession } from './types'

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => readAll<SignInSession>('auth/sessions/', signal),
})

export function endSession(id: string): Promise<void> {
  return remove(`auth/sessions/${id}/`)
}

export async function signOutEverywhere(scope: 'all' | 'others'): Promise<void> {
  await write('auth/logout_all/', { except_this: scope === 'others' })
  if (scope === 'all') rememberCsrfToken(null)
}

/** Closes the account; it takes a fresh proof of who asks. */
export async function deactivateAccount(proof: Confirmation): Promise<void> {
  await write('auth/deactivate/', proof)
  rememberCsrfToken(null)
}
