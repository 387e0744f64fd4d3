// Who is signed in, and what must be forgotten when that changes.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { meQuery, signOut } from '@/api/accounts'
import type { User } from '@/api/types'
import { realtime } from '@/live/realtime'
import { forgetDrafts } from '@/ui/draft'

interface Session {
  /** Null for a visitor; undefined while it is not known yet. */
  user: User | null | undefined
}

export function useSession(): Session {
  const { data, isError } = useQuery(meQuery)
  return { user: isError ? null : data }
}

/** Makes this person the signed-in one: private answers of the one before are dropped, the socket signs in afresh. */
export function useBecome(): (user: User | null) => void {
  const queries = useQueryClient()
  return (user) => {
    queries.removeQueries({ predicate: (query) => isPrivate(query.queryKey) })
    queries.setQueryData(meQuery.queryKey, user)
    realtime.restart()
  }
}

function isPrivate(key: readonly unknown[]): boolean {
  return key[0] === 'appointments' || key[0] === 'notifications'
}

export function useSignOut() {
  const become = useBecome()
  return useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      forgetDrafts()
      become(null)
    },
  })
}
