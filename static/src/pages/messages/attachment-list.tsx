// The files of a message: pictures as such, the others by name, all to be taken along.
import { Download, FileText } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { attachmentAddress } from '@/api/attachments'
import type { Attachment } from '@/api/types'
import { fileSize } from './file-size'

export function AttachmentList({ attachments }: { attachments: Attachment[] }) {
  const { t } = useTranslation()
  if (attachments.length === 0) return null
  return (
    <ul aria-label={t('messages.files')} className="mt-2 flex flex-wrap gap-2">
      {attachments.map((file) => (
        <li key={file.id} className="min-w-0">
          <a
            href={attachmentAddress(file.id)}
            download={file.name}
            data-testid="attachment"
            className="flex max-w-72 min-w-0 flex-col overflow-hidden rounded-base border border-line bg-surface hover:border-edge"
          >
            {/* From this origin: the content security policy knows no `blob:`. */}
            {file.content_type.startsWith('image/') && (
              <img src={attachmentAddress(file.id)} alt="" loading="lazy" className="max-h-48 w-full bg-sunken object-contain" />
            )}
            <span className="flex min-h-11 min-w-0 items-center gap-2 px-3 text-small">
              {!file.content_type.startsWith('image/') && <FileText aria-hidden className="size-5 shrink-0 text-ink-soft" />}
              <span className="min-w-0 flex-1 truncate font-semibold">{file.name}</span>
              <span className="shrink-0 text-ink-faint">{fileSize(file.size_bytes)}</span>
              <Download aria-hidden className="size-4 shrink-0 text-ink-soft" />
            </span>
          </a>
        </li>
      ))}
    </ul>
  )
}
