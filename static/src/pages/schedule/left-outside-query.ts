// The visits that the last changes left outside of the hours: kept until somebody says that they have been seen to.
import { queryOptions, skipToken } from '@tanstack/react-query'

const NONE: string[] = []

export function leftOutsideQuery(doctorId: string) {
  return queryOptions({
    queryKey: ['left-outside', doctorId],
    queryFn: skipToken,
    initialData: NONE,
    gcTime: Infinity,
  })
}
