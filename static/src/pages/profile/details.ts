// The details of a profile as a form holds them, and what of them is sent.
import type { Profile, ProfileChange } from '@/api/types'

/** Everybody has these, and they cannot be empty. */
const REQUIRED = ['first_name', 'last_name', 'locale', 'time_zone'] as const

/** Only patients have these, and each may be left empty. */
const OF_PATIENTS = [
  'date_of_birth',
  'gender',
  'address',
  'emergency_contact',
  'emergency_phone',
  'insurance',
] as const

export const DETAILS = [...REQUIRED, ...OF_PATIENTS] as const
export type Detail = (typeof DETAILS)[number]
export type Details = Record<Detail, string>

export function detailsOf(profile: Profile): Details {
  return Object.fromEntries(DETAILS.map((detail) => [detail, profile[detail] ?? ''])) as Details
}

export function isPatient(profile: Profile): boolean {
  return OF_PATIENTS.some((detail) => profile[detail] !== undefined)
}

/** Only what differs is sent, so that a change made elsewhere to something else is not undone. */
export function changeOf(details: Details, profile: Profile): ProfileChange {
  const known = detailsOf(profile)
  const changed = DETAILS.filter((detail) => details[detail].trim() !== known[detail]).filter(
    (detail) => isPatient(profile) || isRequired(detail),
  )
  return Object.fromEntries(changed.map((detail) => [detail, sent(detail, details[detail].trim())]))
}

function sent(detail: Detail, value: string): string | null {
  return value === '' && !isRequired(detail) ? null : value
}

function isRequired(detail: Detail): boolean {
  return REQUIRED.some((each) => each === detail)
}
