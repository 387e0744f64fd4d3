// Asks before somebody no longer works at the clinic, and says what that means.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { membersQuery, removeMember } from '@/api/members'
import { isRefusal } from '@/api/refusal'
import type { Member } from '@/api/types'
import type { ClinicHere } from '@/pages/clinic/clinic-here'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'
import { useErrorText } from '@/ui/states'

interface RemoveMemberFormProps {
  clinic: ClinicHere
  member: Member
  onDone: () => void
}

export function RemoveMemberForm({ clinic, member, onDone }: RemoveMemberFormProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const send = useMutation({
    mutationFn: () => removeMember(clinic.id, member.user_id),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: membersQuery(clinic.id).queryKey }),
  })
  const name = `${member.first_name} ${member.last_name}`
  return (
    <>
      <p className="text-ink-soft">
        {t(member.role === 'doctor' ? 'members.removeDoctorText' : 'members.removeText', { name, clinic: clinic.name })}
      </p>
      {send.error && (
        <Notice tone="harm" urgent>
          {isRefusal(send.error, 'works_here') ? t('members.worksHere', { name }) : errorText(send.error)}
        </Notice>
      )}
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button kind="secondary" data-first-focus onClick={onDone}>
          {t('form.cancel')}
        </Button>
        <Button kind="harm" data-testid="confirm-remove" disabled={send.isPending} onClick={() => send.mutate()}>
          {send.isPending ? t('dependants.removing') : t('members.remove')}
        </Button>
      </div>
    </>
  )
}
