// How answers are kept: shown at once, read again when stale; refusals are not tried again, lost connections are.
import { QueryClient } from '@tanstack/react-query'
import { Refusal } from '@/api/refusal'

const ATTEMPTS = 2

export function makeQueryClient(): QueryClient {
  return new QueryClient({
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
}
