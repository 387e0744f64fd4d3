// The files that are chosen for the next message: how far each is, what went wrong, and leaving one out.
import { FileText, RotateCw, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { refuses } from '@/api/refusal'
import { IconButton } from '@/ui/button'
import { useErrorText } from '@/ui/states'
import { fileSize } from './file-size'
import type { Upload, Uploads } from './use-uploads'

export function UploadList({ uploads }: { uploads: Uploads }) {
  const { t } = useTranslation()
  if (uploads.ready.length === 0 && uploads.pending.length === 0) return null
  return (
    <ul aria-label={t('messages.chosenFiles')} className="flex max-h-40 flex-col gap-1.5 overflow-y-auto">
      {uploads.ready.map(({ id, name, size_bytes }) => (
        <Row key={id} status="ready" name={name} size={size_bytes} onRemove={() => uploads.remove(id)} />
      ))}
      {uploads.pending.map((upload) => (
        <PendingRow key={upload.key} upload={upload} uploads={uploads} />
      ))}
    </ul>
  )
}

/** Sending it again would change nothing. */
const REFUSALS = [
  ['unsupported_type', 'fileUnsupported'],
  ['file_too_large', 'fileTooLarge'],
  ['too_many_unsent', 'tooManyUnsent'],
] as const

function PendingRow({ upload, uploads }: { upload: Upload; uploads: Uploads }) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const { file, share, fault } = upload
  const words = () => {
    if (fault === null) return null
    if (typeof fault === 'string') return t(`messages.${fault}`)
    const known = REFUSALS.find(([code]) => refuses(fault.error, code))
    return known ? t(`messages.${known[1]}`) : errorText(fault.error)
  }
  const final = typeof fault === 'string' || REFUSALS.some(([code]) => refuses(fault?.error, code))
  return (
    <Row
      status={fault ? 'failed' : 'going'}
      name={file.name}
      size={file.size}
      action={
        fault && !final && (
          <IconButton label={t('messages.uploadAgain', { name: file.name })} onClick={() => uploads.again(upload)}>
            <RotateCw aria-hidden className="size-4" />
          </IconButton>
        )
      }
      onRemove={() => uploads.drop(upload)}
    >
      {fault ? (
        <span role="alert" className="basis-full text-harm-ink">
          {words()}
        </span>
      ) : (
        <progress max={1} value={share} aria-label={t('messages.uploading', { name: file.name })} className="h-1.5 w-24 accent-action" />
      )}
    </Row>
  )
}

interface RowProps {
  status: 'ready' | 'going' | 'failed'
  name: string
  size: number
  action?: ReactNode
  onRemove: () => void
  children?: ReactNode
}

function Row({ status, name, size, action, onRemove, children }: RowProps) {
  const { t } = useTranslation()
  return (
    <li data-testid="upload" data-status={status} className="flex items-center gap-2 rounded-base bg-sunken pl-3 text-small">
      <FileText aria-hidden className="size-4 shrink-0 text-ink-soft" />
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2 py-1">
        <span className="min-w-0 truncate font-medium">{name}</span>
        <span className="text-ink-soft">{fileSize(size)}</span>
        {children}
      </div>
      {action}
      <IconButton label={t('messages.removeFile', { name })} onClick={onRemove}>
        <X aria-hidden className="size-4" />
      </IconButton>
    </li>
  )
}
