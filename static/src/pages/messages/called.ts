// What people are called here: doctors by their title.
import type { TFunction } from 'i18next'
import type { Conversation, Participant } from '@/api/types'

export function called(t: TFunction, { name, role }: Pick<Participant, 'name' | 'role'>): string {
  return role === 'doctor' ? t('doctors.called', { name }) : name
}

/** Everybody but the reader. */
export function othersOf({ participants }: Conversation, readerId: string): Participant[] {
  return participants.filter(({ id }) => id !== readerId)
}

export function namesOf(t: TFunction, language: string, people: Pick<Participant, 'name' | 'role'>[]): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(people.map((each) => called(t, each)))
}
