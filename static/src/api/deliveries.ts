// What was to be told to whom, over which channel, and what became of it: for administrators.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { read, write } from './http'
import type {
  Category,
  Channel,
  Delivery,
  DeliveryFigures,
  DeliveryState,
  FollowedDelivery,
  Page,
  ReplayedDeliveries,
} from './types'

export interface DeliveryFilter {
  state?: DeliveryState
  channel?: Channel
  category?: Category
  template?: string
  /** Whom it is for. */
  user?: string
  /** When it was made, as instants: from the first on, before the second. */
  from?: string
  to?: string
}

/** Which dead letters are sent again together. */
export type ReplayScope = Pick<DeliveryFilter, 'channel' | 'template' | 'from' | 'to'>

export const deliveriesKey = ['deliveries'] as const

/** The longest page that a list gives. */
const MOST = 100

/** The newest first. */
export function deliveriesQuery(filter: DeliveryFilter) {
  return infiniteQueryOptions({
    queryKey: [...deliveriesKey, 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      read<Page<Delivery>>('admin/deliveries/', { ...filter, limit: 50, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}

/** The newest dead letters of these: as many as one answer holds. */
export function deadLettersQuery(scope: ReplayScope) {
  return queryOptions({
    queryKey: [...deliveriesKey, 'dead', scope],
    queryFn: ({ signal }) => read<Page<Delivery>>('admin/deliveries/', { ...scope, state: 'dead', limit: MOST }, signal),
    staleTime: 0,
  })
}

export function deliveryQuery(id: string) {
  return queryOptions({
    queryKey: [...deliveriesKey, 'one', id],
    queryFn: ({ signal }) => read<FollowedDelivery>(`admin/deliveries/${id}/`, {}, signal),
  })
}

/** Told anew every few seconds on the topic `ops`. */
export const figuresQuery = queryOptions({
  queryKey: ['delivery-figures'],
  queryFn: ({ signal }) => read<DeliveryFigures>('admin/deliveries/figures/', {}, signal),
})

/** Sends one dead letter again; 409 `not_dead` where it is none any more. */
export function replayDelivery(id: string): Promise<Delivery> {
  return write(`admin/deliveries/${id}/replay/`)
}

/** Sends the dead letters of these again: as many as the server takes at a time. */
export function replayDeliveries(scope: ReplayScope): Promise<ReplayedDeliveries> {
  return write('admin/deliveries/replay/', scope)
}
