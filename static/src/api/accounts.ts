// Who am I, sign-in by cookie, sign-up.
import { queryOptions } from '@tanstack/react-query'
import { read, rememberCsrfToken, write } from './http'
import { isRefusal } from './refusal'
import type { CookieSession, Credentials, Registration, User } from './types'

/** The signed-in person, or null. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => {
    try {
      return await read<User>('auth/me/', {}, signal)
    } catch (error) {
      if (isRefusal(error) && error.status === 401) return null
      throw error
    }
  },
  staleTime: 5 * 60_000,
})

export async function signIn(credentials: Credentials): Promise<User> {
  const answer = await write<CookieSession>('auth/login/', { ...credentials, session: true }, { anonymous: true })
  rememberCsrfToken(answer.csrf_token)
  return answer.user
}

/** A known address is answered alike, and its owner gets a mail. */
export function signUp(registration: Registration): Promise<User> {
  return write<User>('auth/register/', registration, { anonymous: true })
}

export async function signOut(): Promise<void> {
  await write('auth/logout/')
  rememberCsrfToken(null)
}
