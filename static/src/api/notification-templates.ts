// The words of what is sent, and how they look with an example filled in: for administrators.
import { queryOptions } from '@tanstack/react-query'
import { read } from './http'
import type { Channel, NotificationTemplates, TemplatePreview } from './types'

/** They change with the server only. */
const STALE_MS = 5 * 60_000

export const templatesQuery = queryOptions({
  queryKey: ['notification-templates'],
  queryFn: ({ signal }) => read<NotificationTemplates>('admin/notification-templates/', {}, signal),
  staleTime: STALE_MS,
})

export function templatePreviewQuery(template: string, channel: Channel, locale: string) {
  return queryOptions({
    queryKey: [...templatesQuery.queryKey, template, channel, locale],
    queryFn: ({ signal }) =>
      read<TemplatePreview>(
        `admin/notification-templates/${encodeURIComponent(template)}/preview/`,
        { channel, locale },
        signal,
      ),
    staleTime: STALE_MS,
  })
}
