// Beside the list while no conversation is open.
import { MessagesSquare } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { usePageTitle } from '@/ui/page-head'
import { EmptyState } from '@/ui/states'

export function NothingOpen() {
  const { t } = useTranslation()
  usePageTitle(t('messages.title'))
  return (
    <div className="flex h-full items-center justify-center rounded-base border border-dashed border-line">
      <EmptyState icon={<MessagesSquare aria-hidden className="size-6" />} title={t('messages.nothingOpenTitle')}>
        {t('messages.nothingOpen')}
      </EmptyState>
    </div>
  )
}
