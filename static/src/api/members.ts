// Who works at a clinic.
import { queryOptions } from '@tanstack/react-query'
import { remove, write } from './http'
import { readAll } from './read-all'
import type { Member, MemberRole } from './types'

/** By name; addresses are masked. */
export function membersQuery(clinicId: string) {
  return queryOptions({
    queryKey: ['members', clinicId],
    queryFn: ({ signal }) => readAll<Member>(`clinics/${clinicId}/members/`, signal),
  })
}

/** They have an account already, as a doctor or as staff. */
export function addMember(clinicId: string, member: { email: string; role: MemberRole }): Promise<Member> {
  return write(`clinics/${clinicId}/members/`, member)
}

/** Ends their sign-ins: what they may do has changed. */
export function changeMember(clinicId: string, userId: string, role: MemberRole): Promise<Member> {
  return write(`clinics/${clinicId}/members/${userId}/`, { role }, { method: 'PATCH' })
}

/** Ends their sign-ins too. */
export function removeMember(clinicId: string, userId: string): Promise<void> {
  return remove(`clinics/${clinicId}/members/${userId}/`)
}
