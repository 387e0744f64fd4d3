// The pages about oneself, side by side.
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useSession } from '@/session/use-session'
import { tabLink } from '@/ui/tab-link'

const TABS = [
  { to: '/account', name: 'profile' },
  { to: '/account/directory', name: 'directory' },
  { to: '/account/notifications', name: 'notifications' },
  { to: '/account/security', name: 'security' },
] as const

export function AccountTabs() {
  const { t } = useTranslation()
  const { user } = useSession()
  // Only doctors are in the directory.
  const tabs = TABS.filter(({ name }) => name !== 'directory' || user?.role === 'doctor')
  return (
    <nav aria-label={t('account.pages')}>
      <ul className="flex flex-wrap gap-1">
        {tabs.map(({ to, name }) => (
          <li key={to}>
            <Link to={to} activeOptions={{ exact: true }} {...tabLink}>
              {t(`account.${name}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
