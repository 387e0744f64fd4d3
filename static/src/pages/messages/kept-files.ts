// The files that were chosen for a message that is not sent yet, as this tab keeps them.
import { z } from 'zod'
import type { Attachment } from '@/api/types'

const shape = z.array(z.object({ id: z.string(), name: z.string(), content_type: z.string(), size_bytes: z.number() }))

/** Nothing of what is not readable as that. */
export function parseFiles(text: string): Attachment[] {
  try {
    return shape.parse(JSON.parse(text))
  } catch {
    return []
  }
}

/** No files are nothing to keep. */
export function keptFiles(files: Attachment[]): string {
  return files.length === 0 ? '' : JSON.stringify(files)
}
