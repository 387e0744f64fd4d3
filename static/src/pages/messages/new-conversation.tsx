// The button that begins a conversation, and the dialog behind it.
import { useNavigate } from '@tanstack/react-router'
import { SquarePen } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { ConversationForm } from './conversation-form'

export function NewConversation() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [writing, setWriting] = useState(false)
  return (
    <>
      <Button data-testid="new-conversation" onClick={() => setWriting(true)}>
        <SquarePen aria-hidden className="size-5" />
        {t('messages.write')}
      </Button>
      <Dialog open={writing} title={t('messages.newTitle')} onClose={() => setWriting(false)}>
        <ConversationForm
          onCancel={() => setWriting(false)}
          onStarted={({ id }) => {
            setWriting(false)
            void navigate({ to: '/messages/$conversationId', params: { conversationId: id } })
          }}
        />
      </Dialog>
    </>
  )
}
