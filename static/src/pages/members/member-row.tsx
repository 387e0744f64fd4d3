// One who works at the clinic, and what can be done about their place.
import { useTranslation } from 'react-i18next'
import type { Member } from '@/api/types'
import { Avatar } from '@/ui/avatar'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { mayChangeRole, mayRemove } from './roles'

interface MemberRowProps {
  member: Member
  reader: { id: string; manages: boolean }
  onAction: (action: 'change' | 'remove') => void
}

export function MemberRow({ member, reader, onAction }: MemberRowProps) {
  const { t } = useTranslation()
  const name = `${member.first_name} ${member.last_name}`
  return (
    <li data-testid="member" className="animate-arrives flex flex-wrap items-center gap-x-4 gap-y-3 px-4 py-3">
      <Avatar firstName={member.first_name} lastName={member.last_name} />
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-semibold">{name}</span>
          {member.user_id === reader.id && <span className="text-ink-faint">{t('users.you')}</span>}
          <Badge tone={member.role === 'manager' ? 'stands' : 'over'}>{t(`members.roles.${member.role}`)}</Badge>
        </p>
        {member.email && <p className="truncate text-small text-ink-soft">{member.email}</p>}
      </div>
      <div className="flex flex-wrap gap-2">
        {mayChangeRole(member, reader) && (
          <Button kind="secondary" aria-label={t('members.changeLabel', { name })} onClick={() => onAction('change')}>
            {t('members.change')}
          </Button>
        )}
        {mayRemove(member, reader) && (
          <Button kind="quiet" aria-label={t('members.removeLabel', { name })} onClick={() => onAction('remove')}>
            {t('members.remove')}
          </Button>
        )}
      </div>
    </li>
  )
}
