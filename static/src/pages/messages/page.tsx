// Messages: the conversations on one side, the one that is open on the other; on a phone one of the two.
import { Outlet, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { User } from '@/api/types'
import { Gate } from '@/session/gate'
import { classNames } from '@/ui/class-names'
import { ConversationList } from './conversation-list'
import { ConversationSearch } from './conversation-search'
import { NewConversation } from './new-conversation'

export function MessagesPage() {
  const { t } = useTranslation()
  return <Gate title={t('messages.title')}>{(user) => <Panes user={user} />}</Gate>
}

function Panes({ user }: { user: User }) {
  const { t } = useTranslation()
  const { conversationId: open } = useParams({ strict: false })
  const besideList = open !== undefined && 'max-lg:hidden'
  return (
    <div className="grid gap-x-6 lg:-mb-8 lg:h-[calc(100dvh-6.25rem)] lg:min-h-96 lg:grid-cols-[21rem_minmax(0,1fr)]">
      <div className="flex min-h-0 min-w-0 flex-col gap-4">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h1 className={classNames('text-display font-bold tracking-tight', open !== undefined && 'max-lg:sr-only')}>
            {t('messages.title')}
          </h1>
          <div className={classNames(besideList)}>
            <NewConversation />
          </div>
        </div>
        <div className={classNames('flex min-h-0 flex-1 flex-col gap-4', besideList)}>
          <ConversationSearch />
          <ConversationList readerId={user.id} openId={open} />
        </div>
      </div>
      <div className={classNames('min-h-0 min-w-0', open === undefined && 'max-lg:hidden')}>
        <Outlet />
      </div>
    </div>
  )
}
