// Changing what one has just said, in its place.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { editMessage, toldQuery } from '@/api/messages'
import type { Message } from '@/api/types'
import { isRefusal } from '@/api/refusal'
import { Button } from '@/ui/button'
import { useDraft } from '@/ui/draft'
import { useErrorText } from '@/ui/states'
import { cleaned, faultOf, sends } from './body'
import { MessageBox } from './message-box'
import { withTold } from './said'

export function EditForm({ message, onDone }: { message: Message; onDone: () => void }) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const queries = useQueryClient()
  const [draft, setDraft] = useDraft(`edit ${message.id}`)
  const box = useRef<HTMLTextAreaElement>(null)
  // Emptied, it is empty and not as before; only a draft that holds nothing is none.
  const [text, setText] = useState(draft || message.body)
  const done = () => {
    setDraft('')
    onDone()
  }
  const edit = useMutation({
    mutationFn: (body: string) => editMessage(message, body),
    onSuccess: (edited) => {
      queries.setQueryData(toldQuery(message.conversation_id).queryKey, (told = []) => withTold(told, edited))
      done()
    },
  })
  useEffect(() => {
    // The menu that led here gives the focus back to its button first.
    const frame = requestAnimationFrame(() => {
      box.current?.focus()
      box.current?.setSelectionRange(-1, -1)
    })
    return () => cancelAnimationFrame(frame)
  }, [])
  const fault = faultOf(text)
  const save = () => {
    const body = cleaned(text)
    if (fault !== null || body === '' || edit.isPending) return
    if (body === message.body) done()
    else edit.mutate(body)
  }
  const keys = (key: KeyboardEvent) => {
    if (key.key === 'Escape') {
      // It leaves the change, not the conversation.
      key.preventDefault()
      done()
    }
    if (sends(key)) {
      key.preventDefault()
      save()
    }
  }
  const tooLate = isRefusal(edit.error, 'edit_window_passed')
  const problem = fault ? t('messages.tooLong', { count: fault.over }) : tooLate ? t('messages.tooLate') : edit.error && errorText(edit.error)
  return (
    <form
      data-testid="edit"
      className="flex w-[min(36rem,80vw)] max-w-full flex-col gap-2"
      onSubmit={(submit) => {
        submit.preventDefault()
        save()
      }}
    >
      <MessageBox
        ref={box}
        label={t('messages.editLabel')}
        value={text}
        problem={problem || undefined}
        onChange={(change) => {
          setText(change.target.value)
          setDraft(change.target.value)
        }}
        onKeyDown={keys}
      />
      <div className="flex justify-end gap-2">
        <Button kind="secondary" onClick={done}>
          {t('form.cancel')}
        </Button>
        <Button type="submit" disabled={edit.isPending || fault !== null || cleaned(text) === ''}>
          {edit.isPending ? t('form.saving') : t('messages.save')}
        </Button>
      </div>
    </form>
  )
}
