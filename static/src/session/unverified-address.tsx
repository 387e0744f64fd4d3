// Reminds of the link that was mailed, until it has been opened.
import { useQuery } from '@tanstack/react-query'
import { MailWarning } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { meQuery } from '@/api/accounts'
import { ResendLink } from './resend-link'
import { useSession } from './use-session'

export function UnverifiedAddress() {
  const { user } = useSession()
  if (!user?.email || user.email_verified) return null
  return <Reminder email={user.email} />
}

function Reminder({ email }: { email: string }) {
  const { t } = useTranslation()
  // The link is opened in another tab: whoever comes back from there is asked about afresh.
  useQuery({ ...meQuery, staleTime: 0, refetchOnMount: false })
  return (
    <section
      aria-label={t('unverified.title')}
      data-testid="unverified"
      className="animate-arrives flex flex-wrap items-center gap-x-4 gap-y-3 rounded-base border border-waiting bg-waiting-wash px-4 py-3 text-waiting-ink"
    >
      <MailWarning aria-hidden className="size-5 shrink-0" />
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-semibold">{t('unverified.title')}</p>
        <p className="text-small wrap-anywhere">{t('unverified.text', { email })}</p>
      </div>
      <ResendLink look="secondary" />
    </section>
  )
}
