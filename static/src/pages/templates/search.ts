// What the address of the templates' page may say, and what it shows by that.
import { z } from 'zod'
import { CHANNELS } from '@/api/types'
import type { Channel, NotificationTemplate, NotificationTemplates } from '@/api/types'

export const templatesSearch = z.object({
  template: z.string().regex(/^\w{1,60}$/).optional().catch(undefined),
  channel: z.enum(CHANNELS).optional().catch(undefined),
  locale: z.string().regex(/^[a-z]{2}$/).optional().catch(undefined),
})

export type TemplatesSearch = z.infer<typeof templatesSearch>

export interface Shown {
  template: NotificationTemplate
  channel: Channel
  locale: string
}

/** Undefined where no template was chosen, null where there is none of that name. */
export function shownBy(search: TemplatesSearch, { results, locales }: NotificationTemplates): Shown | null | undefined {
  if (search.template === undefined) return undefined
  const template = results.find((each) => each.template === search.template)
  // A channel that was chosen for another template may be none of this one's.
  const channel = template?.channels.find((each) => each === search.channel) ?? template?.channels[0]
  const locale = locales.find((each) => each === search.locale) ?? locales[0]
  if (!template || !channel || !locale) return null
  return { template, channel, locale }
}
