// On a phone, the way back to the templates.
import { Link } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'

export function BackToList() {
  const { t } = useTranslation()
  return (
    <Link
      to="/admin/templates"
      search={({ channel, locale }) => ({ channel, locale })}
      className="-ml-1 inline-flex min-h-11 items-center gap-1 self-start rounded-base pr-2 text-small font-semibold text-action-ink hover:underline lg:hidden"
    >
      <ChevronLeft aria-hidden className="size-4" />
      {t('templates.back')}
    </Link>
  )
}
