// The bell: how many notifications are unread, live, and the latest of them.
import { useQuery } from '@tanstack/react-query'
import { Bell as BellIcon } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { unreadQuery } from '@/api/notifications'
import type { Role } from '@/api/types'
import { IconButton } from '@/ui/button'
import { Latest } from './latest'

export function Bell({ role }: { role: Role }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { data: unread = 0 } = useQuery(unreadQuery)
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <IconButton label={t('bell.label', { count: unread })} data-testid="bell" data-unread={unread}>
          <BellIcon aria-hidden className="size-5" />
          {unread > 0 && (
            <span
              key={unread}
              aria-hidden
              data-testid="bell-count"
              className="animate-ticks absolute top-1 right-0.5 flex h-5 min-w-5 items-center justify-center rounded-full border-2 border-paper bg-action px-1 text-small leading-none font-bold text-on-action"
            >
              {unread > 99 ? '99+' : unread}
            </span>
          )}
        </IconButton>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={t('bell.title')}
          align="end"
          sideOffset={8}
          collisionPadding={12}
          className="animate-arrives z-30 w-[min(24rem,calc(100vw-1.5rem))] overflow-hidden rounded-base border border-line bg-surface shadow-raised"
        >
          <Latest role={role} unread={unread} onLeave={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
      <p aria-live="polite" className="sr-only">
        {t('bell.label', { count: unread })}
      </p>
    </Popover.Root>
  )
}
