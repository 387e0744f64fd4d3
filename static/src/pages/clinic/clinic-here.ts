// Whose pages a person may look at, and what they may do there.
import type { User } from '@/api/types'

export interface ClinicHere {
  id: string
  name: string
  /** They may make and unmake managers. */
  manages: boolean
  /** They run the hub. */
  administers: boolean
}

interface Named {
  id: string
  name: string
}

/** Administrators see every clinic (`all`), who works at the desk their own. */
export function clinicsOf(user: User, all: Named[]): ClinicHere[] {
  if (user.role === 'admin') {
    return all.map(({ id, name }) => ({ id, name, manages: true, administers: true }))
  }
  return user.clinics
    .filter(({ role }) => role === 'staff' || role === 'manager')
    .map(({ id, name, role }) => ({ id, name, manages: role === 'manager', administers: false }))
}

/** The one that the address names, or the first; undefined where there is no such clinic for them. */
export function clinicHere(clinics: ClinicHere[], id: string | undefined): ClinicHere | undefined {
  return id === undefined ? clinics[0] : clinics.find((clinic) => clinic.id === id)
}
