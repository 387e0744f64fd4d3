// Who is signed in, and what must be forgotten when that changes.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { endedQuery, enrolmentQuery, meQuery, signOut } from '@/api/accounts'
import { rememberCsrfToken } from '@/api/http'
import type { User } from '@/api/types'
import { realtime } from '@/live/realtime'
import { briefly } from '@/push/briefly'
import { leaveHere } from '@/push/subscription'
import { forgetDrafts, ownDrafts } from '@/ui/draft'

const PUSH_PATIENCE_MS = 2_000

interface Session {
  /** Null for a visitor; undefined while it is not known yet. */
  user: User | null | undefined
}

export function useSession(): Session {
  const { data, isError } = useQuery(meQuery)
  // Whoever was signed in stays so while the server is not reached: they may be in the middle of something.
  return { user: data === undefined && isError ? null : data }
}

/**
 * How many readers another has followed at once, as after a sign-in in another tab: the key of what holds in its state what
 * they typed.
 */
export function useSuccession(): number {
  const id = useSession().user?.id
  const [known, setKnown] = useState({ id, times: 0 })
  if (id !== known.id) setKnown({ id, times: known.times + Number(id !== undefined && known.id !== undefined) })
  return known.times
}

/** Makes this person the signed-in one: private answers of the one before are dropped, the socket signs in afresh. */
export function useBecome(): (user: User | null) => void {
  const queries = useQueryClient()
  return (user) => {
    forgetPrivate(queries)
    // What was typed waits for the one whose sign-in ended, and for nobody else.
    if (user) ownDrafts(user.id)
    queries.setQueryData(meQuery.queryKey, user)
    queries.setQueryData(endedQuery.queryKey, null)
    queries.setQueryData(enrolmentQuery.queryKey, false)
    realtime.restart()
  }
}

/** This person was found to be signed in. Where it was another, by a sign-in in another tab, nothing of theirs stays. */
export function foundSignedIn(queries: QueryClient, user: User): void {
  if (!ownDrafts(user.id)) return
  forgetPrivate(queries)
  queries.setQueryData(enrolmentQuery.queryKey, false)
  rememberCsrfToken(null)
  realtime.restart()
}

/** What is the same for everybody, and who is there. All else belongs to the one who was. */
const KEPT = new Set<unknown>(['doctors', 'doctor', 'slots', 'specialties', 'me', 'ended', 'enrolment'])

export function forgetPrivate(queries: QueryClient): void {
  queries.removeQueries({ predicate: (query) => !KEPT.has(query.queryKey[0]) })
}

export function useSignOut() {
  const become = useBecome()
  return useMutation({
    mutationFn: async () => {
      // Whoever wants to leave does not wait for the browser's push service, and leaves without it.
      await briefly(leaveHere(), PUSH_PATIENCE_MS)
      await signOut()
    },
    onSuccess: () => {
      forgetDrafts()
      become(null)
    },
  })
}
