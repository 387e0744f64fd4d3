// The files that will go with the next message of a conversation: each goes up when it is chosen, and stays chosen in
// this tab until the message is sent.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { meQuery } from '@/api/accounts'
import { MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS, uploadAttachment } from '@/api/attachments'
import type { Attachment } from '@/api/types'
import { readDraft, useDraft } from '@/ui/draft'
import { keptFiles, parseFiles } from './kept-files'
import { Uploading } from './uploading'

/** A file on its way up, or one that did not get there. */
export interface Upload {
  key: string
  file: File
  /** From 0 to 1. */
  share: number
  fault: FileFault | { error: unknown } | null
}

/** Found here already; the server looks at the content. */
export type FileFault = 'fileTooLarge' | 'tooManyFiles'

export interface Uploads {
  ready: Attachment[]
  pending: Upload[]
  add: (files: File[]) => void
  again: (upload: Upload) => void
  drop: (upload: Upload) => void
  remove: (id: string) => void
  clear: () => void
}

function faultOf(file: File, fits: boolean): FileFault | null {
  if (!fits) return 'tooManyFiles'
  return file.size > MAX_ATTACHMENT_BYTES ? 'fileTooLarge' : null
}

export function useUploads(conversationId: string, readerId: string): Uploads {
  const queries = useQueryClient()
  const name = `files ${conversationId}`
  const [kept, setKept] = useDraft(name)
  const [pending, setPending] = useState<Upload[]>([])
  const [uploading] = useState(() => new Uploading((...file) => uploadAttachment(readerId, ...file)))
  const change = (key: string, part: Partial<Upload>) =>
    setPending((all) => all.map((each) => (each.key === key ? { ...each, ...part } : each)))
  const forget = (key: string) => setPending((all) => all.filter((each) => each.key !== key))
  const keep = (files: Attachment[]) => setKept(keptFiles(files))

  const go = async ({ key, file }: Upload) => {
    try {
      const attachment = await uploading.go(key, file, (share) => change(key, { share }))
      // What another would find among their files is not theirs.
      if (attachment === null || queries.getQueryData(meQuery.queryKey)?.id !== readerId) return
      // Another file may have arrived meanwhile, and this conversation been left.
      keep([...parseFiles(readDraft(name)), attachment])
      forget(key)
    } catch (error) {
      change(key, { fault: { error } })
    }
  }
  const add = (files: File[]) => {
    const room = MAX_ATTACHMENTS - parseFiles(kept).length - pending.length
    const added = files.map((file, index): Upload => ({ key: crypto.randomUUID(), file, share: 0, fault: faultOf(file, index < room) }))
    setPending((all) => [...all, ...added])
    for (const upload of added) if (upload.fault === null) void go(upload)
  }
  return {
    ready: parseFiles(kept),
    pending,
    add,
    again: (upload) => {
      change(upload.key, { share: 0, fault: null })
      void go(upload)
    },
    drop: ({ key }) => {
      uploading.callBack(key)
      forget(key)
    },
    remove: (id) => keep(parseFiles(readDraft(name)).filter((each) => each.id !== id)),
    clear: () => keep([]),
  }
}
