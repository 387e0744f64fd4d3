// Who works at a clinic, and as what.
import { useQuery } from '@tanstack/react-query'
import { UserPlus, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { membersQuery } from '@/api/members'
import type { Member } from '@/api/types'
import type { ClinicHere } from '@/pages/clinic/clinic-here'
import { ClinicFrame } from '@/pages/clinic/frame'
import { useSession } from '@/session/use-session'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { AddMemberForm } from './add-member-form'
import { MemberRow } from './member-row'
import { PlaceForm } from './place-form'
import { RemoveMemberForm } from './remove-member-form'

export function MembersPage() {
  const { t } = useTranslation()
  return (
    <ClinicFrame title={t('members.title')} lead={t('members.lead')}>
      {(clinic) => <Members clinic={clinic} />}
    </ClinicFrame>
  )
}

function Members({ clinic }: { clinic: ClinicHere }) {
  const { t } = useTranslation()
  const { user } = useSession()
  const members = useQuery(membersQuery(clinic.id))
  const [adding, setAdding] = useState(false)
  const [asked, setAsked] = useState<{ member: Member; action: 'change' | 'remove' } | null>(null)
  const reader = { id: user?.id ?? '', manages: clinic.manages }
  const add = (
    <Button onClick={() => setAdding(true)}>
      <UserPlus aria-hidden className="size-5" />
      {t('members.add')}
    </Button>
  )
  const close = () => setAsked(null)
  const name = asked ? `${asked.member.first_name} ${asked.member.last_name}` : ''
  return (
    <>
      {members.error && !members.data ? (
        <ErrorState error={members.error} onRetry={() => void members.refetch()} />
      ) : !members.data ? (
        <div aria-busy className="flex flex-col gap-3">
          {[1, 2, 3, 4].map((row) => (
            <Skeleton key={row} className="h-18" />
          ))}
        </div>
      ) : members.data.length === 0 ? (
        <EmptyState icon={<UsersRound aria-hidden className="size-6" />} title={t('members.emptyTitle')} action={add}>
          {t('members.empty')}
        </EmptyState>
      ) : (
        <>
          <div className="self-start">{add}</div>
          <ul aria-label={t('members.title')} className="divide-y divide-line rounded-base border border-line bg-surface">
            {members.data.map((member) => (
              <MemberRow
                key={member.user_id}
                member={member}
                reader={reader}
                onAction={(action) => setAsked({ member, action })}
              />
            ))}
          </ul>
        </>
      )}
      <Dialog open={adding} title={t('members.addTitle', { clinic: clinic.name })} onClose={() => setAdding(false)}>
        <AddMemberForm clinic={clinic} onDone={() => setAdding(false)} />
      </Dialog>
      <Dialog
        open={asked !== null}
        title={t(asked?.action === 'remove' ? 'members.removeTitle' : 'members.placeTitle', { name, clinic: clinic.name })}
        onClose={close}
      >
        {asked?.action === 'change' && <PlaceForm clinic={clinic} member={asked.member} onDone={close} />}
        {asked?.action === 'remove' && <RemoveMemberForm clinic={clinic} member={asked.member} onDone={close} />}
      </Dialog>
    </>
  )
}
