// The accounts that match, and the questions before one is changed.
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { UsersRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ManagedUser, User } from '@/api/types'
import { usersQuery } from '@/api/users'
import { walkRows } from '@/ui/arrow-keys'
import { Button, buttonLook } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { AccessForm } from './access-form'
import { RoleForm } from './role-form'
import type { UsersSearch } from './search'
import { UserRow } from './user-row'
import type { UserAction } from './user-row'

export function UserList({ me, search }: { me: User; search: UsersSearch }) {
  const { t } = useTranslation()
  const filter = {
    q: search.q,
    role: search.role,
    disabled: search.status === undefined ? undefined : search.status === 'disabled',
  }
  const users = useInfiniteQuery({ ...usersQuery(filter), placeholderData: (before) => before })
  const rows = users.data?.pages.flatMap((page) => page.results) ?? []
  const [asked, setAsked] = useState<{ account: ManagedUser; action: UserAction } | null>(null)
  const close = () => setAsked(null)
  if (users.error && rows.length === 0) return <ErrorState error={users.error} onRetry={() => void users.refetch()} />
  if (users.isPending) return <RowSkeletons />
  if (rows.length === 0) {
    return (
      <EmptyState
        icon={<UsersRound aria-hidden className="size-6" />}
        title={t('users.emptyTitle')}
        action={
          <Link to="/admin/users" className={buttonLook('secondary')}>
            {t('users.showAll')}
          </Link>
        }
      >
        {t('users.emptyText')}
      </EmptyState>
    )
  }
  const name = asked ? `${asked.account.first_name} ${asked.account.last_name}` : ''
  return (
    <section aria-label={t('users.people')} className="flex flex-col gap-3">
      <p role="status" className="text-small text-ink-faint">
        {t(users.hasNextPage ? 'users.foundMore' : 'users.found', { count: rows.length })}
      </p>
      <ul onKeyDown={walkRows} className="divide-y divide-line rounded-base border border-line bg-surface">
        {rows.map((account) => (
          <UserRow
            key={account.id}
            account={account}
            isMe={account.id === me.id}
            onAction={(action) => setAsked({ account, action })}
          />
        ))}
      </ul>
      {users.hasNextPage && (
        <Button
          kind="secondary"
          className="self-center"
          disabled={users.isFetchingNextPage}
          onClick={() => void users.fetchNextPage()}
        >
          {t('users.more')}
        </Button>
      )}
      <Dialog
        open={asked !== null}
        title={asked ? t(`users.questions.${asked.action}`, { name }) : ''}
        onClose={close}
      >
        {asked?.action === 'role' && <RoleForm account={asked.account} onDone={close} />}
        {asked && asked.action !== 'role' && (
          <AccessForm account={asked.account} action={asked.action} onDone={close} />
        )}
      </Dialog>
    </section>
  )
}

function RowSkeletons() {
  return (
    <div aria-busy className="flex flex-col gap-3 pt-8">
      {[1, 2, 3, 4, 5, 6].map((row) => (
        <Skeleton key={row} className="h-18" />
      ))}
    </div>
  )
}
