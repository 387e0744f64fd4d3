// Who is looked for, as it is typed into one box: a name, a phone, an e-mail address or a day of birth.
import { z } from 'zod'
import type { PatientFilter } from '@/api/patients'
import { isDay } from '@/time/days'
import type { Day } from '@/time/days'

export interface Wanted {
  text: string
  born: Day | ''
}

export const ANYBODY: Wanted = { text: '', born: '' }

/** Fewer digits are part of too many numbers. */
const MIN_PHONE_DIGITS = 4

export function filterOf({ text, born }: Wanted): PatientFilter {
  const typed = text.trim()
  const filter: PatientFilter = born === '' ? {} : { date_of_birth: born }
  if (typed === '') return filter
  if (isDay(typed)) return { date_of_birth: typed }
  // Part of an address is among the words that names and addresses are searched for.
  if (z.email().safeParse(typed).success) return { ...filter, email: typed }
  if (isPhone(typed)) return { ...filter, phone: typed.replaceAll(/[^+\d]/g, '') }
  return { ...filter, q: typed }
}

function isPhone(typed: string): boolean {
  const digits = typed.replaceAll(/\D/g, '').length
  return /^\+?[\d\s()./-]+$/.test(typed) && digits >= MIN_PHONE_DIGITS
}
