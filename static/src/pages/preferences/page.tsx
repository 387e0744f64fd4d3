// How I am told of things: about what, over which channel, when, and where it goes.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { preferencesQuery } from '@/api/notification-preferences'
import type { User } from '@/api/types'
import { AccountTabs } from '@/app/account-tabs'
import { Gate } from '@/session/gate'
import { PageHead } from '@/ui/page-head'
import { ErrorState, Skeleton } from '@/ui/states'
import { DevicesSection } from './devices-section'
import { PreferencesForm } from './form'
import { ResetSection } from './reset-section'
import { WhereSection } from './where-section'

export function PreferencesPage() {
  const { t } = useTranslation()
  return (
    <Gate title={t('preferences.title')}>
      {(user) => (
        <div className="flex flex-col gap-8">
          <PageHead title={t('preferences.title')} lead={t('preferences.lead')}>
            <AccountTabs />
          </PageHead>
          <Preferences user={user} />
        </div>
      )}
    </Gate>
  )
}

function Preferences({ user }: { user: User }) {
  const { data: known, error, refetch } = useQuery(preferencesQuery)
  const [resets, setResets] = useState(0)
  if (error && !known) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!known) {
    return (
      <div aria-busy className="flex flex-col gap-8">
        <Skeleton className="h-96" />
        <Skeleton className="h-40" />
        <Skeleton className="h-40" />
      </div>
    )
  }
  return (
    <>
      <PreferencesForm key={resets} user={user} known={known} />
      <WhereSection userId={user.id} />
      <DevicesSection userId={user.id} />
      <ResetSection user={user} known={known} onReset={() => setResets(resets + 1)} />
    </>
  )
}
