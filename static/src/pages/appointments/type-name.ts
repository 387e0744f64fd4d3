// The name of a kind of visit; a clinic's own code is shown as it is.
import type { i18n } from 'i18next'
import { APPOINTMENT_TYPES } from '@/api/appointment-types'

export function typeName(language: i18n, code: string): string {
  const known = APPOINTMENT_TYPES.find((type) => type === code)
  return known === undefined ? code.replaceAll('_', ' ') : language.t(`types.${known}`)
}
