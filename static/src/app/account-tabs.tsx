// The pages about oneself, side by side.
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'

const TABS = [
  { to: '/account', name: 'profile' },
  { to: '/account/security', name: 'security' },
] as const

export function AccountTabs() {
  const { t } = useTranslation()
  return (
    <nav aria-label={t('account.pages')}>
      <ul className="flex gap-1">
        {TABS.map(({ to, name }) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact: true }}
              className="inline-flex min-h-11 items-center rounded-base px-4 font-medium transition-colors duration-150"
              activeProps={{ className: 'bg-action-wash text-action-ink font-semibold' }}
              inactiveProps={{ className: 'text-ink-soft hover:bg-sunken hover:text-ink' }}
            >
              {t(`account.${name}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
