// Security: the password, the second factor, where one is signed in, the address one signs in with, and leaving.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { enrolmentQuery } from '@/api/accounts'
import type { User } from '@/api/types'
import { AccountTabs } from '@/app/account-tabs'
import { Gate } from '@/session/gate'
import { Notice } from '@/ui/notice'
import { PageHead } from '@/ui/page-head'
import { AddressSection } from './address-section'
import { ClosingSection } from './closing-section'
import { FactorSection } from './factor-section'
import { PasswordSection } from './password-section'
import { SessionsSection } from './sessions-section'

export function SecurityPage() {
  const { t } = useTranslation()
  return <Gate title={t('security.title')}>{(user) => <Security user={user} />}</Gate>
}

function Security({ user }: { user: User }) {
  const { t } = useTranslation()
  const { data: enrolmentWanted } = useQuery(enrolmentQuery)
  // All else would be refused.
  const enrolmentOnly = enrolmentWanted && !user.mfa_enabled
  return (
    <div className="flex flex-col gap-8">
      <PageHead title={t('security.title')} lead={t('security.lead')}>
        {!enrolmentOnly && <AccountTabs />}
      </PageHead>
      {enrolmentOnly && (
        <Notice tone="waiting" title={t('session.enrolmentTitle')}>
          {t('session.enrolment')}
        </Notice>
      )}
      {!enrolmentOnly && <PasswordSection user={user} />}
      <FactorSection user={user} />
      {!enrolmentOnly && <SessionsSection />}
      {!enrolmentOnly && <AddressSection user={user} />}
      {!enrolmentOnly && <ClosingSection user={user} />}
    </div>
  )
}
