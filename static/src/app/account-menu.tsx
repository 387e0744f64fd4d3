// Who is signed in, and the way out.
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { BellRing, LogOut, ShieldCheck, UserRound } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { profileQuery } from '@/api/profiles'
import type { User } from '@/api/types'
import { useSignOut } from '@/session/use-session'
import { Avatar } from '@/ui/avatar'

const ITEM =
  'flex min-h-11 cursor-pointer items-center gap-2.5 rounded-base px-3 outline-none data-[highlighted]:bg-sunken'

/** A picture seldom changes. */
const PICTURE_STALE_MS = 5 * 60_000

export function AccountMenu({ user }: { user: User }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const signOut = useSignOut()
  const { data: profile } = useQuery({ ...profileQuery(user.id), staleTime: PICTURE_STALE_MS })
  const name = `${user.first_name} ${user.last_name}`
  const leave = () => signOut.mutate(undefined, { onSuccess: () => void navigate({ to: '/' }) })
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        data-testid="account"
        className="ml-1 inline-flex size-11 items-center justify-center rounded-full"
      >
        <span className="sr-only">{t('account.menu', { name })}</span>
        <Avatar firstName={user.first_name} lastName={user.last_name} picture={profile?.avatar_url} size="small" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={8}
          collisionPadding={12}
          className="animate-arrives z-30 min-w-56 rounded-base border border-line bg-surface p-1.5 shadow-raised"
        >
          <DropdownMenu.Label className="px-3 py-2">
            <span className="block text-small text-ink-faint">{t('account.signedInAs')}</span>
            <span className="block font-semibold">{name}</span>
            <span className="block text-small text-ink-soft">{user.email}</span>
          </DropdownMenu.Label>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item onSelect={() => void navigate({ to: '/account' })} className={ITEM}>
            <UserRound aria-hidden className="size-4 text-ink-soft" />
            {t('account.profile')}
          </DropdownMenu.Item>
          <DropdownMenu.Item onSelect={() => void navigate({ to: '/account/notifications' })} className={ITEM}>
            <BellRing aria-hidden className="size-4 text-ink-soft" />
            {t('account.notifications')}
          </DropdownMenu.Item>
          <DropdownMenu.Item onSelect={() => void navigate({ to: '/account/security' })} className={ITEM}>
            <ShieldCheck aria-hidden className="size-4 text-ink-soft" />
            {t('account.security')}
          </DropdownMenu.Item>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item onSelect={leave} className={ITEM}>
            <LogOut aria-hidden className="size-4 text-ink-soft" />
            {t('account.signOut')}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
