// What happens to the signed-in person, live: visits, notifications, and signing in or out in another tab.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { meQuery } from '@/api/accounts'
import { appointmentsKey } from '@/api/appointments'
import { notificationListsKey, notificationsKey, unreadQuery } from '@/api/notifications'
import { waitlistKey, waitlistQuery } from '@/api/waitlist'
import { readAgain } from '@/live/read-again'
import { realtime } from '@/live/realtime'
import { useTopic } from '@/live/use-topic'
import { isClosedOffer, isOffer, withoutOffer, withOffer } from '@/pages/waitlist/offers'
import { useSession } from './use-session'

export function useLiveSession(): void {
  const queries = useQueryClient()
  const { user } = useSession()

  useEffect(
    () =>
      realtime.listen({
        onHello: (hello) => {
          const known = queries.getQueryData(meQuery.queryKey)
          if (known !== undefined && (known?.id ?? null) !== (hello.user ?? null)) {
            void queries.invalidateQueries({ queryKey: meQuery.queryKey })
          }
          if (typeof hello.unread === 'number') queries.setQueryData(unreadQuery.queryKey, hello.unread)
        },
        onRefused: () => void queries.invalidateQueries({ queryKey: meQuery.queryKey }),
      }),
    [queries],
  )

  useTopic(user ? 'user' : null, {
    onEvent: (event) => {
      if (event.type.startsWith('appointment.')) void readAgain(queries, appointmentsKey)
      if (event.type.startsWith('waitlist.')) {
        const { data } = event
        queries.setQueryData(waitlistQuery.queryKey, (entries) => {
          if (isOffer(data)) return entries && withOffer(entries, data)
          return entries && isClosedOffer(data) ? withoutOffer(entries, data) : entries
        })
        void readAgain(queries, waitlistKey)
      }
      if (event.type.startsWith('notification.')) {
        const unread = unreadIn(event.data)
        if (unread === null) void queries.invalidateQueries({ queryKey: unreadQuery.queryKey })
        else queries.setQueryData(unreadQuery.queryKey, unread)
        void readAgain(queries, notificationListsKey)
      }
    },
    onResync: () => {
      void readAgain(queries, appointmentsKey)
      void readAgain(queries, waitlistKey)
      void readAgain(queries, notificationsKey)
    },
  })
}

function unreadIn(data: unknown): number | null {
  if (typeof data !== 'object' || data === null || !('unread' in data)) return null
  return typeof data.unread === 'number' ? data.unread : null
}
