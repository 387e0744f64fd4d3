// The link in a mail leads here: the address is proven to be the reader's, whether they are signed in here or not.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { MailCheck, MailX } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { meQuery } from '@/api/accounts'
import { verifyEmail } from '@/api/proofs'
import { refuses } from '@/api/refusal'
import { useSession } from '@/session/use-session'
import { ResendLink } from '@/session/resend-link'
import { buttonLook } from '@/ui/button'
import { usePageTitle } from '@/ui/page-head'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { useFragmentToken } from './fragment-token'

export function VerifyEmailPage() {
  const { t } = useTranslation()
  const title = t('verifyEmail.title')
  usePageTitle(title)
  return (
    <>
      <h1 className="sr-only">{title}</h1>
      <Outcome />
    </>
  )
}

function Outcome() {
  const { t } = useTranslation()
  const token = useFragmentToken()
  const queries = useQueryClient()
  // A query and not a mutation, so that one link is sent once, however often the page is drawn.
  const proof = useQuery({
    queryKey: ['email-proof', token],
    queryFn: () => verifyEmail(token ?? ''),
    enabled: token !== null,
    staleTime: Infinity,
    retry: false,
    refetchOnMount: false,
    refetchOnReconnect: false,
    refetchOnWindowFocus: false,
  })
  useEffect(() => {
    if (proof.isSuccess) void queries.invalidateQueries({ queryKey: meQuery.queryKey })
  }, [proof.isSuccess, queries])

  if (token === null) return <Useless title={t('verifyEmail.incompleteTitle')} text={t('verifyEmail.incomplete')} />
  if (refuses(proof.error, 'invalid_token')) {
    return <Useless title={t('verifyEmail.usedTitle')} text={t('verifyEmail.used')} />
  }
  if (proof.error) return <ErrorState error={proof.error} onRetry={() => void proof.refetch()} />
  if (proof.isPending) return <Skeleton className="mx-auto mt-10 h-56 max-w-md" />
  return (
    <EmptyState
      icon={<MailCheck aria-hidden className="size-6" />}
      title={t('verifyEmail.doneTitle')}
      action={
        <Link to="/" className={buttonLook('primary')}>
          {t('verifyEmail.goOn')}
        </Link>
      }
    >
      {t('verifyEmail.done')}
    </EmptyState>
  )
}

/** A link that proves nothing, and what to do: another one for who is signed in, signing in for others. */
function Useless({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation()
  const { user } = useSession()
  return (
    <EmptyState
      icon={<MailX aria-hidden className="size-6" />}
      title={title}
      action={
        user === null ? (
          <Link to="/sign-in" className={buttonLook('primary')}>
            {t('nav.signIn')}
          </Link>
        ) : (
          user && !user.email_verified && <ResendLink look="secondary" />
        )
      }
    >
      {user?.email_verified ? t('verifyEmail.alreadyDone') : text} {user === null && t('verifyEmail.signInFirst')}
    </EmptyState>
  )
}
