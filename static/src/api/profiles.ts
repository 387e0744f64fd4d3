// Profiles: one's own, and those of the people one looks after.
import { queryOptions } from '@tanstack/react-query'
import { read, remove, write } from './http'
import { readAll } from './read-all'
import type { Consent, Export, NewConsent, NewDependant, Profile, ProfileChange } from './types'

export function profileQuery(id: string) {
  return queryOptions({
    queryKey: ['profile', id],
    queryFn: ({ signal }) => read<Profile>(`profiles/${id}/`, {}, signal),
  })
}

/** Refused with 412 where somebody else changed the profile since it was read. */
export function changeProfile({ id, version }: Profile, change: ProfileChange): Promise<Profile> {
  return write(`profiles/${id}/`, change, { method: 'PATCH', ifMatch: version })
}

export function uploadAvatar(id: string, file: File): Promise<Profile> {
  const form = new FormData()
  form.set('file', file)
  return write(`profiles/${id}/avatar/`, form)
}

export function removeAvatar(id: string): Promise<void> {
  return remove(`profiles/${id}/avatar/`)
}

export const dependantsQuery = queryOptions({
  queryKey: ['dependants'],
  queryFn: ({ signal }) => readAll<Profile>('profiles/dependants/', signal),
})

export function addDependant(dependant: NewDependant): Promise<Profile> {
  return write('profiles/dependants/', dependant)
}

export function removeDependant(id: string): Promise<void> {
  return remove(`profiles/dependants/${id}/`)
}

/** The ledger, the newest line first. */
export function consentsQuery(id: string) {
  return queryOptions({
    queryKey: ['consents', id],
    queryFn: ({ signal }) => readAll<Consent>(`profiles/${id}/consents/`, signal),
  })
}

export function addConsent(id: string, consent: NewConsent): Promise<Consent> {
  return write(`profiles/${id}/consents/`, consent)
}

/** Everything that is kept about the person. */
export function exportProfile(id: string): Promise<Export> {
  return read(`profiles/${id}/export/`, { format: 'json' })
}
