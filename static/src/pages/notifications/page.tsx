// The inbox: what the reader was told. What is looked at is in the address.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { CheckCheck, SlidersHorizontal } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { markAllRead, notificationsKey, unreadQuery } from '@/api/notifications'
import type { User } from '@/api/types'
import { Gate } from '@/session/gate'
import { Button, buttonLook } from '@/ui/button'
import { PageHead } from '@/ui/page-head'
import { Filters } from './filters'
import { InboxList } from './inbox-list'
import type { InboxSearch } from './search'

export function NotificationsPage() {
  const { t } = useTranslation()
  return <Gate title={t('inbox.title')}>{(user) => <Inbox user={user} />}</Gate>
}

function Inbox({ user }: { user: User }) {
  const { t } = useTranslation()
  const search = useSearch({ from: '/notifications' })
  const navigate = useNavigate({ from: '/notifications' })
  const look = (next: InboxSearch) => void navigate({ search: next, replace: true, resetScroll: false })
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-6">
      <PageHead title={t('inbox.title')} lead={t('inbox.lead')}>
        <div className="flex flex-wrap items-center gap-2">
          <ReadAll />
          <Link to="/account/notifications" className={buttonLook('secondary')}>
            <SlidersHorizontal aria-hidden className="size-4" />
            {t('inbox.preferences')}
          </Link>
        </div>
      </PageHead>
      <Filters search={search} onChange={look} />
      <InboxList role={user.role} search={search} onShowAll={() => look({})} />
    </div>
  )
}

function ReadAll() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { data: unread = 0 } = useQuery(unreadQuery)
  const readAll = useMutation({
    mutationFn: markAllRead,
    onSettled: () => queries.invalidateQueries({ queryKey: notificationsKey }),
  })
  return (
    <Button kind="secondary" data-testid="read-all" disabled={unread === 0 || readAll.isPending} onClick={() => readAll.mutate()}>
      <CheckCheck aria-hidden className="size-4" />
      {t('bell.allRead')}
    </Button>
  )
}
