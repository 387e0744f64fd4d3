// The visits that a change leaves outside, in words: the first few by name and time, the rest by their number. Pure.
import type { TFunction } from 'i18next'
import type { Appointment } from '@/api/types'
import { shortWhenOf } from '@/time/when-of'

/** So many are named; a longer list is not read. */
export const NAMED = 5

/** A visit, or null for one that the reader may not see. */
export type KnownVisit = Pick<Appointment, 'patient_name' | 'starts_at' | 'time_zone'> | null

export function strandedWords(t: TFunction, visits: KnownVisit[], count: number): string {
  const named = visits.slice(0, NAMED).map((visit) =>
    visit === null
      ? t('stranded.unknown')
      : t('stranded.visit', {
          name: visit.patient_name || t('today.aPatient'),
          when: shortWhenOf(visit.starts_at, visit.time_zone),
        }),
  )
  const rest = count - named.length
  const list = [...named, ...(rest > 0 ? [t('stranded.more', { count: rest })] : [])].join('; ')
  return t('stranded.ask', { count, list })
}
