// What everybody must know about their sign-in, above every page: that it has ended, or that a second factor is wanted.
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { endedQuery, enrolmentQuery } from '@/api/accounts'
import { useReturn } from '@/app/use-return'
import { Notice } from '@/ui/notice'
import { useSession } from './use-session'

const LINK = 'font-semibold underline underline-offset-2'

export function SessionNotices() {
  const { t } = useTranslation()
  const { user } = useSession()
  const { data: ended } = useQuery(endedQuery)
  const { data: enrolmentWanted } = useQuery(enrolmentQuery)
  const path = useLocation({ select: (location) => location.pathname })
  const next = useReturn()
  if (ended && user === null) {
    return (
      <div data-testid="session-ended" className="mb-6">
        <Notice tone="waiting" title={t('session.endedTitle')} urgent>
          {t('session.ended')}{' '}
          {path !== '/sign-in' && (
            <Link to="/sign-in" search={{ next }} className={LINK}>
              {t('session.signInAgain')}
            </Link>
          )}
        </Notice>
      </div>
    )
  }
  if (enrolmentWanted && user && !user.mfa_enabled && path !== '/account/security') {
    return (
      <div className="mb-6">
        <Notice tone="waiting" title={t('session.enrolmentTitle')} urgent>
          {t('session.enrolment')}{' '}
          <Link to="/account/security" className={LINK}>
            {t('session.toEnrolment')}
          </Link>
        </Notice>
      </div>
    )
  }
  return null
}
