// Files that go with a message: up before it is sent, down for whoever may read it.
import { addressOf, write } from './http'
import type { Attachment } from './types'
import type { OnProgress } from './watched'

/** What the server takes; it looks at the content and not at the name. */
export const ATTACHMENT_TYPES = ['application/pdf', 'image/png', 'image/jpeg', 'image/webp', 'text/plain']
/** Of one message. */
export const MAX_ATTACHMENTS = 10
export const MAX_ATTACHMENT_BYTES = 10 * 1024 * 1024

/** Only this person, whose it is, can open it until it is sent. */
export function uploadAttachment(ownerId: string, file: File, onProgress: OnProgress, signal: AbortSignal): Promise<Attachment> {
  const form = new FormData()
  form.set('file', file)
  return write('attachments/', form, { as: ownerId, onProgress, signal })
}

/** Where the browser takes it from. */
export function attachmentAddress(id: string): string {
  return addressOf(`attachments/${id}/`)
}
