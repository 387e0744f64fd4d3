// Writing to somebody from where they are seen, like a visit: a new conversation, to which it leads.
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Dialog } from '@/ui/dialog'
import { ConversationForm } from './conversation-form'
import type { Occasion } from './conversation-values'

interface WriteDialogProps {
  /** Null closes it. */
  occasion: Occasion | null
  onClose: () => void
}

export function WriteDialog({ occasion, onClose }: WriteDialogProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <Dialog open={occasion !== null} title={t('messages.newTitle')} onClose={onClose}>
      {occasion && (
        <ConversationForm
          occasion={occasion}
          onCancel={onClose}
          onStarted={({ id }) => void navigate({ to: '/messages/$conversationId', params: { conversationId: id } })}
        />
      )}
    </Dialog>
  )
}
