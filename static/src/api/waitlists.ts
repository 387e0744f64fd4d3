// Who waits for a time at the reader's clinics.
import { queryOptions } from '@tanstack/react-query'
import { readAll } from './read-all'
import type { WaitlistEntry } from './types'

export const waitlistKey = ['waitlist'] as const

/** Those who still wait, or were offered a time, the first to join first. */
export const clinicWaitlistQuery = queryOptions({
  queryKey: [...waitlistKey, 'clinic'],
  queryFn: ({ signal }) => readAll<WaitlistEntry>('waitlist/', signal, { status: 'waiting,offered' }),
})
