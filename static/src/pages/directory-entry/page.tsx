// A doctor's own entry in the directory: what patients read before they book, and how bookings are taken.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ExternalLink } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { directoryEntryQuery } from '@/api/directory-entry'
import type { User } from '@/api/types'
import { AccountTabs } from '@/app/account-tabs'
import { Gate } from '@/session/gate'
import { buttonLook } from '@/ui/button'
import { PageHead } from '@/ui/page-head'
import { ErrorState, Skeleton } from '@/ui/states'
import { EntryForm } from './entry-form'

export function DirectoryEntryPage() {
  const { t } = useTranslation()
  return (
    <Gate title={t('directory.title')} roles={['doctor']}>
      {(user) => (
        <div className="flex flex-col gap-8">
          <PageHead title={t('directory.title')} lead={t('directory.lead')}>
            <AccountTabs />
          </PageHead>
          <Entry user={user} />
        </div>
      )}
    </Gate>
  )
}

function Entry({ user }: { user: User }) {
  const { t } = useTranslation()
  const { data: entry, error, refetch } = useQuery(directoryEntryQuery(user.id))
  if (error && !entry) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!entry) return <Skeleton className="h-120" />
  return (
    <>
      <EntryForm entry={entry} />
      <Link to="/doctors/$doctorId" params={{ doctorId: user.id }} className={buttonLook('secondary', 'self-start')}>
        <ExternalLink aria-hidden className="size-4" />
        {t('directory.look')}
      </Link>
    </>
  )
}
