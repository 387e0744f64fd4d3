// The clinics that there are.
import { queryOptions } from '@tanstack/react-query'
import { readAll } from './read-all'
import type { Clinic } from './types'

export const clinicsQuery = queryOptions({
  queryKey: ['clinics'],
  queryFn: ({ signal }) => readAll<Clinic>('clinics/', signal),
  staleTime: 10 * 60_000,
})
