// A sign-in that ended by itself or was ended from elsewhere: what was private goes, what is open to all is read again.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { endedQuery } from '@/api/accounts'
import { realtime } from '@/live/realtime'
import { forgetPrivate } from './use-session'

export function useSessionEnd(): void {
  const queries = useQueryClient()
  const { data: ended } = useQuery(endedQuery)
  useEffect(() => {
    if (!ended) return
    forgetPrivate(queries)
    // With the cookie of the ended session even these were refused.
    void queries.refetchQueries({ predicate: (query) => query.state.status === 'error' })
    realtime.restart()
  }, [ended, queries])
}
