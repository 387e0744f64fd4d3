// What the address of the deliveries' page may say, what of it is asked of the server, and what of it can be sent again.
import { z } from 'zod'
import type { DeliveryFilter, ReplayScope } from '@/api/deliveries'
import { CATEGORIES, CHANNELS, DELIVERY_STATES } from '@/api/types'
import { addDays, isDay, startOfDay } from '@/time/days'

const day = z.string().refine(isDay).optional().catch(undefined)

export const deliveriesSearch = z.object({
  state: z.enum(DELIVERY_STATES).optional().catch(undefined),
  channel: z.enum(CHANNELS).optional().catch(undefined),
  category: z.enum(CATEGORIES).optional().catch(undefined),
  template: z.string().regex(/^\w{1,60}$/).optional().catch(undefined),
  person: z.uuid().optional().catch(undefined),
  /** Days of the reader, both included. */
  from: day,
  to: day,
})

export type DeliveriesSearch = z.infer<typeof deliveriesSearch>

export function deliveryFilterOf(search: DeliveriesSearch): DeliveryFilter {
  const { state, channel, category, template, person, from, to } = search
  return {
    state,
    channel,
    category,
    template,
    user: person,
    from: from && startOfDay(from),
    to: to && startOfDay(addDays(to, 1)),
  }
}

/** Whether anything narrows the list. */
export function isNarrowed(search: DeliveriesSearch): boolean {
  return Object.values(search).some((value) => value !== undefined)
}

/**
 * The dead letters that are shown, as they can be sent again together; null where that would take in others: what is not
 * about dead letters alone, or is narrowed by what the server cannot narrow a replay by.
 */
export function replayScopeOf(search: DeliveriesSearch): ReplayScope | null {
  if (search.state !== 'dead' || search.category !== undefined || search.person !== undefined) return null
  const { channel, template, from, to } = deliveryFilterOf(search)
  return { channel, template, from, to }
}
