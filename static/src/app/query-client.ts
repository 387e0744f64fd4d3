// How answers are kept: shown at once, read again when stale; refusals are not tried again, lost connections are.
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import type { QueryKey } from '@tanstack/react-query'
import { enrolmentQuery, meQuery } from '@/api/accounts'
import { ENROLMENT_REQUIRED, isRefusal, Refusal, SomebodyElse } from '@/api/refusal'
import type { User } from '@/api/types'
import { foundSignedIn } from '@/session/use-session'

const ATTEMPTS = 2

export function makeQueryClient(): QueryClient {
  // A refusal for want of a sign-in means that the session has ended, or is another's: the page asks who is there.
  const onError = (error: Error) => {
    if (error instanceof SomebodyElse || (error instanceof Refusal && error.status === 401)) {
      void client.invalidateQueries({ queryKey: meQuery.queryKey })
    }
    if (isRefusal(error, ENROLMENT_REQUIRED)) client.setQueryData(enrolmentQuery.queryKey, true)
  }
  const onSuccess = (found: unknown, { queryKey }: { queryKey: QueryKey }) => {
    if (found !== null && queryKey[0] === meQuery.queryKey[0]) foundSignedIn(client, found as User)
  }
  const client = new QueryClient({
    queryCache: new QueryCache({ onError, onSuccess }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => {
          const final = error instanceof Refusal && error.status < 500
          return !final && failures < ATTEMPTS
        },
        // A request is always tried: the browser's word on being online is not reliable.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
  return client
}
