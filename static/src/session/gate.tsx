// Pages that are for somebody: others are told whom for, and visitors are shown the way in.
import { Link } from '@tanstack/react-router'
import { LogIn, ShieldAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role, User } from '@/api/types'
import { useReturn } from '@/app/use-return'
import { buttonLook } from '@/ui/button'
import { PageHead } from '@/ui/page-head'
import { EmptyState, Skeleton } from '@/ui/states'
import { useSession } from './use-session'

interface GateProps {
  /** What the page is called. */
  title: string
  /** Only for them; for everybody who is signed in unless given. */
  roles?: Role[]
  children: (user: User) => ReactNode
}

export function Gate({ title, roles, children }: GateProps) {
  const { t } = useTranslation()
  const { user } = useSession()
  const next = useReturn()
  if (user === undefined) return <Skeleton className="h-96" />
  if (user === null) {
    return (
      <>
        <PageHead title={title} />
        <EmptyState
          icon={<LogIn aria-hidden className="size-6" />}
          title={t('gate.signIn')}
          action={
            <Link to="/sign-in" search={{ next }} className={buttonLook('primary')}>
              {t('nav.signIn')}
            </Link>
          }
        />
      </>
    )
  }
  if (roles !== undefined && !roles.includes(user.role)) {
    const whom = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(roles.map((role) => t(`roles.${role}`)))
    return (
      <>
        <PageHead title={title} />
        <EmptyState icon={<ShieldAlert aria-hidden className="size-6" />} title={t('gate.notForYou')}>
          {t('gate.onlyFor', { role: whom, yours: t(`roles.${user.role}`) })}
        </EmptyState>
      </>
    )
  }
  return children(user)
}
