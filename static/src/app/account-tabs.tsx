// The pages about oneself, side by side.
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { tabLink } from '@/ui/tab-link'

const TABS = [
  { to: '/account', name: 'profile' },
  { to: '/account/security', name: 'security' },
] as const

export function AccountTabs() {
  const { t } = useTranslation()
  return (
    <nav aria-label={t('account.pages')}>
      <ul className="flex flex-wrap gap-1">
        {TABS.map(({ to, name }) => (
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
