// How somebody wants to be told of things.
import { queryOptions } from '@tanstack/react-query'
import { readTagged, write, writeTagged } from './http'
import type { Tagged } from './http'
import type { Channel, NotificationPreferences, NotificationPreferencesChange, TestSent } from './types'

const PATH = 'notification-preferences/'

export type TaggedPreferences = Tagged<NotificationPreferences>

export const preferencesQuery = queryOptions({
  queryKey: ['notification-preferences'],
  queryFn: ({ signal }) => readTagged<NotificationPreferences>(PATH, {}, signal),
})

/** Refused with 412 where they were changed since they were read under this tag. */
export function changePreferences(tag: string | null, change: NotificationPreferencesChange): Promise<TaggedPreferences> {
  return writeTagged(PATH, change, { method: 'PUT', ifMatch: tag })
}

/** As they are for who never chose anything. */
export function resetPreferences(): Promise<TaggedPreferences> {
  return writeTagged(`${PATH}reset/`)
}

/** Refused as `not_reachable` where there is no address to send it to. */
export function sendTest(channel: Channel): Promise<TestSent> {
  return write(`${PATH}test/`, { channel })
}
