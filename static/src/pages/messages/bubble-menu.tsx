// What can be done with a message, behind one button.
import { Copy, Ellipsis, Pencil } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import type { Message } from '@/api/types'

const ITEM =
  'flex min-h-11 cursor-pointer items-center gap-2.5 rounded-base px-3 outline-none data-[highlighted]:bg-sunken'

interface BubbleMenuProps {
  message: Message
  /** Says which message it is about. */
  label: string
  /** Null where it cannot be changed any more. */
  onEdit: (() => void) | null
}

export function BubbleMenu({ message, label, onEdit }: BubbleMenuProps) {
  const { t } = useTranslation()
  // Browsers copy only for addresses with TLS.
  const copies = window.isSecureContext
  if (!copies && onEdit === null) return null
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label={label}
        data-testid="message-menu"
        className="inline-flex size-9 shrink-0 items-center justify-center rounded-base text-ink-soft opacity-0 transition-opacity duration-150 group-hover:opacity-100 hover:bg-sunken focus-visible:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100"
      >
        <Ellipsis aria-hidden className="size-5" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={document.getElementById('page')}>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={12}
          className="animate-arrives z-30 min-w-44 rounded-base border border-line bg-surface p-1.5 shadow-raised"
        >
          {onEdit && (
            <DropdownMenu.Item onSelect={onEdit} className={ITEM}>
              <Pencil aria-hidden className="size-4 text-ink-soft" />
              {t('messages.edit')}
            </DropdownMenu.Item>
          )}
          {copies && (
            <DropdownMenu.Item onSelect={() => void navigator.clipboard.writeText(message.body)} className={ITEM}>
              <Copy aria-hidden className="size-4 text-ink-soft" />
              {t('messages.copy')}
            </DropdownMenu.Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
