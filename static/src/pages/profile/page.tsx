// My profile: who I am, how I am reached, whom I look after, what I agreed to, and what is kept about me.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { profileQuery } from '@/api/profiles'
import type { User } from '@/api/types'
import { AccountTabs } from '@/app/account-tabs'
import { Gate } from '@/session/gate'
import { PageHead } from '@/ui/page-head'
import { ErrorState, Skeleton } from '@/ui/states'
import { CalendarSection } from './calendar-section'
import { ConsentsSection } from './consents-section'
import { ContactSection } from './contact-section'
import { DependantsSection } from './dependants-section'
import { DetailsSection } from './details-section'
import { ExportSection } from './export-section'
import { PhotoSection } from './photo-section'

export function ProfilePage() {
  const { t } = useTranslation()
  return (
    <Gate title={t('profile.title')}>
      {(user) => (
        <div className="flex flex-col gap-8">
          <PageHead title={t('profile.title')} lead={t('profile.lead')}>
            <AccountTabs />
          </PageHead>
          <Profile user={user} />
        </div>
      )}
    </Gate>
  )
}

function Profile({ user }: { user: User }) {
  const { data: profile, error, refetch } = useQuery(profileQuery(user.id))
  if (error && !profile) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!profile) {
    return (
      <div aria-busy className="flex flex-col gap-8">
        <Skeleton className="h-32" />
        <Skeleton className="h-96" />
        <Skeleton className="h-48" />
      </div>
    )
  }
  return (
    <>
      <PhotoSection profile={profile} />
      <DetailsSection profile={profile} />
      <ContactSection profile={profile} />
      {profile.role === 'patient' && <DependantsSection />}
      {(profile.role === 'patient' || profile.role === 'doctor') && <CalendarSection role={profile.role} />}
      <ConsentsSection profileId={profile.id} />
      <ExportSection profileId={profile.id} />
    </>
  )
}
