// Who am I, sign-in by cookie, sign-up.
import { queryOptions, skipToken } from '@tanstack/react-query'
import { read, rememberCsrfToken, write } from './http'
import { isRefusal } from './refusal'
import type { Confirmation, CookieSession, Credentials, Registration, User } from './types'

/** The signed-in person, or null. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ client, signal }) => {
    try {
      return await read<User>('auth/me/', {}, signal)
    } catch (error) {
      if (!isRefusal(error) || error.status !== 401) throw error
      // The cookie of a session that has ended is refused everywhere: even what is open to all wants it gone.
      if (error.code !== 'unauthenticated') await dropCookie()
      const before = client.getQueryData<User | null>(['me'])
      if (before) client.setQueryData(endedQuery.queryKey, before.id)
      return null
    }
  },
  staleTime: 5 * 60_000,
})

/** Whose sign-in ended without anybody signing out here, by their id: it ran out, or was ended from elsewhere. */
export const endedQuery = queryOptions({
  queryKey: ['ended'],
  queryFn: skipToken,
  initialData: null as string | null,
})

/** Whether nothing is open to this person until a second factor is set up. */
export const enrolmentQuery = queryOptions({
  queryKey: ['enrolment'],
  queryFn: skipToken,
  initialData: false,
})

export async function signIn(credentials: Credentials): Promise<CookieSession> {
  const answer = await write<CookieSession>('auth/login/', { ...credentials, session: true }, { anonymous: true })
  rememberCsrfToken(answer.csrf_token)
  return answer
}

/** A known address is answered alike, and its owner gets a mail. */
export function signUp(registration: Registration): Promise<User> {
  return write<User>('auth/register/', registration, { anonymous: true })
}

/** Makes the present sign-in fresh again. */
export function confirmSignIn(proof: Confirmation): Promise<void> {
  return write('auth/confirm/', proof)
}

export async function signOut(): Promise<void> {
  await write('auth/logout/')
  rememberCsrfToken(null)
}

/** Where this fails, the next look at who is there tries again. */
async function dropCookie(): Promise<void> {
  rememberCsrfToken(null)
  await write('auth/logout/', {}, { anonymous: true }).catch(() => undefined)
}
