// What to say next. What is typed stays in this tab until it is sent; what is sent goes through the outbox.
import { Paperclip, SendHorizontal } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { ClipboardEvent, KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ATTACHMENT_TYPES } from '@/api/attachments'
import { realtime } from '@/live/realtime'
import { useConnection } from '@/live/use-connection'
import { IconButton } from '@/ui/button'
import { useDraft } from '@/ui/draft'
import { cleaned, faultOf, sends } from './body'
import { MessageBox } from './message-box'
import { outbox } from './the-outbox'
import { UploadList } from './upload-list'
import type { Uploads } from './use-uploads'

export function Composer({ conversationId, uploads }: { conversationId: string; uploads: Uploads }) {
  const { t } = useTranslation()
  const { state } = useConnection()
  const [text, setText] = useDraft(`message ${conversationId}`)
  const box = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  useEffect(() => {
    // Not where a keyboard would come up over what there is to read.
    if (matchMedia('(pointer: coarse)').matches) return
    const frame = requestAnimationFrame(() => box.current?.focus())
    return () => cancelAnimationFrame(frame)
  }, [])
  const body = cleaned(text)
  const fault = faultOf(text)
  const ready = body !== '' && fault === null && uploads.pending.length === 0
  const send = () => {
    if (!ready) return
    outbox.add(conversationId, body, uploads.ready)
    realtime.doneTyping(conversationId)
    setText('')
    uploads.clear()
    box.current?.focus()
  }
  const keys = (key: KeyboardEvent) => {
    // Keyboards on screens have no Shift+Enter: there, Enter breaks the line and the button sends.
    if (!sends(key) || matchMedia('(pointer: coarse)').matches) return
    key.preventDefault()
    send()
  }
  const paste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files]
    if (files.length === 0) return
    event.preventDefault()
    uploads.add(files)
  }
  return (
    <form
      aria-label={t('messages.compose')}
      className="flex flex-col gap-2 border-t border-line p-2.5"
      onSubmit={(submit) => {
        submit.preventDefault()
        send()
      }}
    >
      <UploadList uploads={uploads} />
      <div className="flex items-end gap-1.5">
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          accept={ATTACHMENT_TYPES.join(',')}
          data-testid="files"
          onChange={(change) => {
            uploads.add([...(change.target.files ?? [])])
            change.target.value = ''
          }}
        />
        <IconButton label={t('messages.attach')} onClick={() => picker.current?.click()}>
          <Paperclip aria-hidden className="size-5" />
        </IconButton>
        <MessageBox
          ref={box}
          label={t('messages.body')}
          placeholder={t('messages.bodyPlaceholder')}
          value={text}
          problem={fault ? t('messages.tooLong', { count: fault.over }) : undefined}
          onChange={(change) => {
            setText(change.target.value)
            if (change.target.value.trim() !== '') realtime.sendTyping(conversationId)
          }}
          onKeyDown={keys}
          onPaste={paste}
        />
        <IconButton
          type="submit"
          label={t('messages.send')}
          data-testid="send"
          disabled={!ready}
          className="bg-action text-on-action hover:bg-action-strong hover:text-on-action"
        >
          <SendHorizontal aria-hidden className="size-5" />
        </IconButton>
      </div>
      {uploads.ready.length > 0 && body === '' && <p className="px-1 text-small text-ink-soft">{t('messages.sayAWord')}</p>}
      {(state === 'offline' || state === 'ended') && <p className="px-1 text-small text-ink-soft">{t('messages.offline')}</p>}
    </form>
  )
}
