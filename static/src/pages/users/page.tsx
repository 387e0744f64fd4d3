// Users: everybody's accounts and the open invitations, for administrators. What is looked at is in the address.
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '@/api/types'
import { Gate } from '@/session/gate'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { PageHead } from '@/ui/page-head'
import { InvitationList } from './invitation-list'
import { InviteForm } from './invite-form'
import { UserList } from './user-list'
import { UserSearch } from './user-search'

export function UsersPage() {
  const { t } = useTranslation()
  return (
    <Gate title={t('users.title')} roles={['admin']}>
      {(user) => <Users me={user} />}
    </Gate>
  )
}

function Users({ me }: { me: User }) {
  const { t } = useTranslation()
  const search = useSearch({ from: '/admin/users' })
  const navigate = useNavigate({ from: '/admin/users' })
  const [inviting, setInviting] = useState(false)
  return (
    <div className="flex flex-col gap-6">
      <PageHead title={t('users.title')} lead={t('users.lead')}>
        <Button onClick={() => setInviting(true)}>
          <UserPlus aria-hidden className="size-5" />
          {t('invite.open')}
        </Button>
      </PageHead>
      <ViewSwitch />
      {search.view === 'invitations' ? (
        <InvitationList />
      ) : (
        <>
          <UserSearch
            search={search}
            onChange={(next) => void navigate({ search: next, replace: true, resetScroll: false })}
          />
          <UserList me={me} search={search} />
        </>
      )}
      <Dialog open={inviting} title={t('invite.title')} onClose={() => setInviting(false)}>
        <InviteForm
          onCancel={() => setInviting(false)}
          onInvited={() => {
            setInviting(false)
            void navigate({ search: { view: 'invitations' } })
          }}
        />
      </Dialog>
    </div>
  )
}

function ViewSwitch() {
  const { t } = useTranslation()
  const { view } = useSearch({ from: '/admin/users' })
  const look = (here: boolean) =>
    here
      ? 'inline-flex min-h-11 items-center rounded-base bg-action-wash px-4 font-semibold text-action-ink'
      : 'inline-flex min-h-11 items-center rounded-base px-4 font-medium text-ink-soft hover:bg-sunken hover:text-ink'
  return (
    <nav aria-label={t('users.views')} className="flex gap-1">
      <Link to="/admin/users" aria-current={view ? undefined : 'page'} className={look(view === undefined)}>
        {t('users.people')}
      </Link>
      <Link
        to="/admin/users"
        search={{ view: 'invitations' }}
        aria-current={view ? 'page' : undefined}
        className={look(view === 'invitations')}
      >
        {t('users.invitations')}
      </Link>
    </nav>
  )
}
