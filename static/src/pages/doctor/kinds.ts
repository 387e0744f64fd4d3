// The kinds of visit that doctors offer: which one is meant where none was asked for. Pure.
import type { AppointmentType } from '@/api/types'

export const USUAL = 'consultation'

export function kindOf(types: AppointmentType[], code: string): AppointmentType | undefined {
  return types.find((type) => type.code === code)
}

/** What was asked for, also where it is not offered; else a consultation, or the first that there is. */
export function kindMeant(types: AppointmentType[], asked: string | undefined): string {
  return asked ?? usualAmong(types.map(({ code }) => code))
}

/** What was wanted where it is offered; else a consultation, or the first that there is. */
export function kindAmong(codes: string[], wanted: string | null | undefined): string {
  return codes.find((code) => code === wanted) ?? usualAmong(codes)
}

function usualAmong(codes: string[]): string {
  return codes.find((code) => code === USUAL) ?? codes[0] ?? USUAL
}

/** One choice is none. */
export function isChoice(types: AppointmentType[], code: string): boolean {
  return types.length > 1 || (types.length === 1 && types[0]?.code !== code)
}

/** Whether several may come to the same time. */
export function isGroup(type: AppointmentType | undefined): boolean {
  return (type?.capacity ?? 1) > 1
}
