// An address that leads nowhere.
import { Link } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { buttonLook } from '@/ui/button'
import { usePageTitle } from '@/ui/page-head'
import { EmptyState } from '@/ui/states'

export function NotFoundPage() {
  const { t } = useTranslation()
  usePageTitle(t('error.pageTitle'))
  return (
    <EmptyState
      icon={<Compass aria-hidden className="size-6" />}
      title={t('error.pageTitle')}
      action={
        <Link to="/" className={buttonLook('primary')}>
          {t('error.home')}
        </Link>
      }
    >
      {t('error.notFound')}
    </EmptyState>
  )
}
