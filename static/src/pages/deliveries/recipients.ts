// To whom dead letters will go out, in a few names. Pure.
import type { Delivery } from '@/api/types'

/** More are counted, not named. */
const NAMED = 5

export interface Recipients {
  names: string[]
  /** People beyond those who are named. */
  others: number
}

/** One person is told once, however much waits for them. Whose account is gone has no name, and is one of the others. */
export function recipientsOf(letters: Pick<Delivery, 'user_id' | 'user_name'>[]): Recipients {
  const people = new Map(letters.map(({ user_id, user_name }) => [user_id, user_name]))
  const names = [...people.values()].filter((name) => name !== '').slice(0, NAMED)
  return { names, others: people.size - names.length }
}
