// Where to go after signing in: back to what was begun, else to the start of one's day.
import { useRouter } from '@tanstack/react-router'
import type { User } from '@/api/types'
import { useBecome } from '@/session/use-session'

export function useGoOn(next: string | undefined): (user: User) => void {
  const router = useRouter()
  const become = useBecome()
  return (user) => {
    become(user)
    router.history.push(next ?? (user.role === 'doctor' ? '/today' : '/'))
  }
}

/** The time that was chosen before signing in, if that is what `next` leads to. */
export function chosenTime(next: string | undefined): string | null {
  if (next === undefined) return null
  const slot = new URL(next, location.origin).searchParams.get('slot')
  return slot !== null && !Number.isNaN(Date.parse(slot)) ? slot : null
}
