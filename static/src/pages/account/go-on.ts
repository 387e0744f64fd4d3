// Where to go after signing in: back to what was begun, else to the start of one's day.
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { enrolmentQuery } from '@/api/accounts'
import type { CookieSession } from '@/api/types'
import { useBecome } from '@/session/use-session'

export function useGoOn(next: string | undefined): (session: CookieSession) => void {
  const router = useRouter()
  const queries = useQueryClient()
  const become = useBecome()
  return ({ user, mfa_enrollment_required: enrolmentRequired }) => {
    become(user)
    if (enrolmentRequired) {
      queries.setQueryData(enrolmentQuery.queryKey, true)
      router.history.push('/account/security')
      return
    }
    router.history.push(next ?? (user.role === 'doctor' ? '/today' : '/'))
  }
}

/** The time that was chosen before signing in, if that is what `next` leads to. */
export function chosenTime(next: string | undefined): string | null {
  if (next === undefined) return null
  const slot = new URL(next, location.origin).searchParams.get('slot')
  return slot !== null && !Number.isNaN(Date.parse(slot)) ? slot : null
}
