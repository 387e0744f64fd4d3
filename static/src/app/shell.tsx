// The frame around every page.
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { Moon, Sun } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { ConnectionLine, OfflineBanner } from '@/live/connection-line'
import { Bell } from '@/notifications/bell'
import { useSending } from '@/pages/messages/the-outbox'
import { useLiveMessages } from '@/pages/messages/use-live-messages'
import { OfferNotice } from '@/pages/waitlist/offer-notice'
import { usePushedTo } from '@/push/use-pushed-to'
import { FreshSignInDialog } from '@/session/fresh-sign-in-dialog'
import { useLiveSession } from '@/session/live-session'
import { useSessionEnd } from '@/session/session-end'
import { SessionNotices } from '@/session/session-notices'
import { useSession, useSuccession } from '@/session/use-session'
import { buttonLook, IconButton } from '@/ui/button'
import { AccountMenu } from './account-menu'
import { BottomBar, Brand, placesFor, Rail } from './navigation'
import { useTheme } from './theme'
import { useReturn } from './use-return'

export function Shell() {
  const { t } = useTranslation()
  const { user } = useSession()
  useLiveSession()
  useSessionEnd()
  useLiveMessages(user?.id)
  useSending(user?.id)
  usePushedTo()
  const places = placesFor(user)
  const page = usePageFocus()
  const next = useReturn()
  const succession = useSuccession()
  return (
    <div className="flex min-h-dvh">
      <a
        href="#page"
        className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-40 focus:rounded-base focus:bg-surface focus:px-4 focus:py-2"
      >
        {t('app.skip')}
      </a>
      <Rail places={places} />
      <div className="flex min-w-0 flex-1 flex-col pb-20 lg:pb-0">
        <header>
          <OfflineBanner />
          <div className="mx-auto flex w-full max-w-6xl items-center justify-between gap-3 px-4 pt-3 sm:px-8 lg:justify-end">
            <div className="flex min-w-0 items-center gap-3 lg:hidden">
              <Brand />
              <ConnectionLine className="hidden min-[360px]:inline-flex" />
            </div>
            <div className="flex items-center">
              <ThemeSwitch />
              {user && <Bell role={user.role} />}
              {user && <AccountMenu user={user} />}
              {user === null && (
                <Link to="/sign-in" search={{ next }} className={buttonLook('secondary', 'ml-2 max-lg:hidden')}>
                  {t('nav.signIn')}
                </Link>
              )}
            </div>
          </div>
        </header>
        <main ref={page} id="page" tabIndex={-1} className="mx-auto w-full max-w-6xl flex-1 px-4 pt-3 pb-16 outline-none sm:px-8">
          <SessionNotices />
          {user?.role === 'patient' && <OfferNotice />}
          <Outlet key={succession} />
        </main>
      </div>
      <BottomBar places={places} />
      {user && <FreshSignInDialog user={user} />}
    </div>
  )
}

/** Another page: a screen reader goes on from its beginning, not from a link that is gone. */
function usePageFocus() {
  const page = useRef<HTMLElement>(null)
  const path = useLocation({ select: (location) => location.pathname })
  const before = useRef(path)
  useEffect(() => {
    if (before.current !== path) page.current?.focus({ preventScroll: true })
    before.current = path
  }, [path])
  return page
}

function ThemeSwitch() {
  const { t } = useTranslation()
  const [theme, choose] = useTheme()
  const next = theme === 'dark' ? 'light' : 'dark'
  return (
    <IconButton label={t(next === 'dark' ? 'account.theme.toDark' : 'account.theme.toLight')} onClick={() => choose(next)}>
      {theme === 'dark' ? <Sun aria-hidden className="size-5" /> : <Moon aria-hidden className="size-5" />}
    </IconButton>
  )
}
