// The clinics that there are.
import { queryOptions } from '@tanstack/react-query'
import { read } from './http'
import type { Clinic, Page } from './types'

export const clinicsQuery = queryOptions({
  queryKey: ['clinics'],
  queryFn: async ({ signal }) => (await read<Page<Clinic>>('clinics/', { limit: 100 }, signal)).results,
  staleTime: 10 * 60_000,
})
