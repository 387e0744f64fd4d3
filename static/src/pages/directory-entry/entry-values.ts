// A doctor's directory entry as a form holds it, and what of it is sent.
import type { DirectoryChange, DirectoryEntry } from '@/api/types'

export const ENTRY_FIELDS = [
  'specialty',
  'subspecialty',
  'years_experience',
  'bio',
  'languages',
  'consultation_fee',
  'currency',
  'accepts_new_patients',
  'auto_confirm',
] as const
export type EntryField = (typeof ENTRY_FIELDS)[number]

type Switch = 'accepts_new_patients' | 'auto_confirm'

export interface EntryValues extends Record<Exclude<EntryField, Switch | 'languages'>, string>, Record<Switch, boolean> {
  /** Codes of ISO 639, like `fr`. */
  languages: string[]
}

export function valuesOf(entry: DirectoryEntry): EntryValues {
  return {
    specialty: entry.specialty,
    subspecialty: entry.subspecialty ?? '',
    years_experience: entry.years_experience === 0 ? '' : String(entry.years_experience),
    bio: entry.bio ?? '',
    languages: entry.languages,
    consultation_fee: entry.consultation_fee ?? '',
    currency: entry.currency ?? '',
    accepts_new_patients: entry.accepts_new_patients,
    auto_confirm: entry.auto_confirm,
  }
}

/** `80`, `80.5` and `80,50` → `80.00`, `80.50`; null where it is no amount. */
export function amountOf(typed: string): string | null {
  const [, whole, cents = ''] = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(typed.trim()) ?? []
  return whole === undefined ? null : `${Number(whole)}.${cents.padEnd(2, '0')}`
}

/** Only what differs is sent, so that a change made elsewhere to something else is not undone. */
export function entryChangeOf(values: EntryValues, entry: DirectoryEntry): DirectoryChange {
  const before = valuesOf(entry)
  const change: DirectoryChange = {}
  const differs = (field: Exclude<EntryField, Switch | 'languages'>) => values[field].trim() !== before[field]
  if (differs('specialty')) change.specialty = values.specialty.trim()
  if (differs('subspecialty')) change.subspecialty = values.subspecialty.trim() || null
  if (differs('bio')) change.bio = values.bio.trim() || null
  if (differs('years_experience')) {
    change.years_experience = values.years_experience.trim() === '' ? null : Number(values.years_experience)
  }
  if (values.languages.join() !== before.languages.join()) change.languages = values.languages
  const fee = values.consultation_fee.trim() === '' ? null : amountOf(values.consultation_fee)
  const known = before.consultation_fee === '' ? null : amountOf(before.consultation_fee)
  if (fee !== known) change.consultation_fee = fee
  if (differs('currency') && values.currency !== '') change.currency = values.currency
  if (values.accepts_new_patients !== before.accepts_new_patients) {
    change.accepts_new_patients = values.accepts_new_patients
  }
  if (values.auto_confirm !== before.auto_confirm) change.auto_confirm = values.auto_confirm
  return change
}
