// One account: who, in which role, when they were here last, and what can be done about it.
import { Link } from '@tanstack/react-router'
import { MoreHorizontal } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import type { ManagedUser } from '@/api/types'
import { formatAgo } from '@/time/format'
import { Avatar } from '@/ui/avatar'
import { Badge } from '@/ui/badge'
import { classNames } from '@/ui/class-names'
import type { AccessAction } from './access-form'

export type UserAction = 'role' | AccessAction

const ITEM =
  'flex min-h-11 cursor-pointer items-center rounded-base px-3 outline-none data-[highlighted]:bg-sunken'

interface UserRowProps {
  account: ManagedUser
  /** Nobody changes their own role or locks themselves out. */
  isMe: boolean
  onAction: (action: UserAction) => void
}

export function UserRow({ account, isMe, onAction }: UserRowProps) {
  const { t } = useTranslation()
  const name = `${account.first_name} ${account.last_name}`
  const actions: UserAction[] = isMe ? [] : [account.disabled ? 'enable' : 'disable']
  if (!isMe && account.mfa_enabled) actions.unshift('resetMfa')
  // Doctors stay doctors, and who has no address cannot sign in to work.
  if (!isMe && account.role !== 'doctor' && account.email && !account.disabled) actions.unshift('role')
  return (
    <li
      data-testid="user"
      data-id={account.id}
      className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-3 md:grid-cols-[auto_minmax(0,1fr)_12rem_10rem_2.75rem]"
    >
      <Avatar firstName={account.first_name} lastName={account.last_name} />
      <div className="min-w-0">
        <p className={classNames('truncate font-semibold', account.disabled && 'text-ink-soft')}>
          {name}
          {isMe && <span className="font-normal text-ink-faint"> · {t('users.you')}</span>}
        </p>
        <p className="truncate text-small text-ink-soft">{account.email ?? account.phone ?? t('users.unreachable')}</p>
      </div>
      {/* A column each, or one line below the name. */}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 max-md:col-start-2 max-md:row-start-2 md:contents">
        <p className="flex flex-wrap gap-1.5">
          <Badge tone={account.role === 'patient' ? 'over' : 'stands'}>{t(`users.roles.${account.role}`)}</Badge>
          {account.disabled && <Badge tone="waiting">{t('users.disabled')}</Badge>}
        </p>
        <p className="text-small text-ink-faint">
          {account.last_sign_in_at
            ? t('users.lastHere', { ago: formatAgo(account.last_sign_in_at, new Date()) })
            : t('users.neverHere')}
        </p>
      </div>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger
          data-row
          // The arrows walk through the rows; Enter opens.
          onKeyDown={(key) => {
            if (key.key === 'ArrowDown') key.preventDefault()
          }}
          aria-label={t('users.actions', { name })}
          className="inline-flex size-11 items-center justify-center rounded-base text-ink-soft hover:bg-sunken hover:text-ink max-md:col-start-3 max-md:row-start-1"
        >
          <MoreHorizontal aria-hidden className="size-5" />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            align="end"
            sideOffset={4}
            collisionPadding={12}
            className="animate-arrives z-30 min-w-48 rounded-base border border-line bg-surface p-1.5 shadow-raised"
          >
            {actions.map((action) => (
              <DropdownMenu.Item key={action} onSelect={() => onAction(action)} className={ITEM}>
                {t(`users.does.${action}`)}
              </DropdownMenu.Item>
            ))}
            <DropdownMenu.Item asChild className={ITEM}>
              <Link to="/admin/audit" search={{ actor: account.id }}>
                {t('users.toAudit')}
              </Link>
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </li>
  )
}
