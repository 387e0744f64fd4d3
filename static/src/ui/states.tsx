// What a view shows while it loads, when it has nothing, and when it failed.
import { CloudOff, RotateCw, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FRESH_SIGN_IN_REQUIRED } from '@/api/fresh-sign-in'
import { ENROLMENT_REQUIRED, Refusal, Unreached } from '@/api/refusal'
import { Button } from './button'
import { classNames } from './class-names'

/** A quiet block in the place of what is to come; its size comes from `className`. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classNames('animate-breathes rounded-base bg-sunken', className)} />
}

interface MessageProps {
  icon: ReactNode
  title: string
  children?: ReactNode
  action?: ReactNode
  role?: 'alert'
}

function Message({ icon, title, children, action, role }: MessageProps) {
  return (
    <div role={role} className="animate-arrives flex flex-col items-center gap-2 px-6 py-12 text-center">
      <div className="mb-2 flex size-12 items-center justify-center rounded-full bg-sunken text-ink-soft">{icon}</div>
      <h2 className="text-large font-semibold">{title}</h2>
      <div className="max-w-md text-ink-soft">{children}</div>
      {action && <div className="mt-3">{action}</div>}
    </div>
  )
}

export function EmptyState(props: Omit<MessageProps, 'role'>) {
  return <Message {...props} />
}

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation()
  const unreached = error instanceof Unreached
  const requestId = error instanceof Refusal ? error.requestId : null
  return (
    <Message
      role="alert"
      icon={unreached ? <CloudOff aria-hidden className="size-6" /> : <TriangleAlert aria-hidden className="size-6" />}
      title={t('error.title')}
      action={
        onRetry && (
          <Button kind="secondary" onClick={onRetry}>
            <RotateCw aria-hidden className="size-4" />
            {t('error.again')}
          </Button>
        )
      }
    >
      <p>{useErrorText()(error)}</p>
      {requestId && <p className="mt-2 text-small text-ink-faint select-all">{t('error.requestId', { id: requestId })}</p>}
    </Message>
  )
}

/** What happened, in plain words. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation()
  return (error) => {
    if (error instanceof Unreached) return t('error.unreached')
    if (!(error instanceof Refusal)) return t('error.server')
    if (error.code === FRESH_SIGN_IN_REQUIRED) return t('error.notConfirmed')
    if (error.code === ENROLMENT_REQUIRED) return t('error.enrolmentRequired')
    if (error.status === 404) return t('error.notFound')
    if (error.status === 429) return t('error.limited', { seconds: error.retryAfterS ?? 60 })
    if (error.status >= 500) return t('error.server')
    return error.problem.errors?.[0]?.message ?? error.problem.detail ?? t('error.server')
  }
}
