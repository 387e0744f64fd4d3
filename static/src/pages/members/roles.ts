// Which places there are for somebody at a clinic, and who may give or take them.
import type { Member, MemberRole } from '@/api/types'

/** What the reader may do at the clinic, and who they are. */
interface Reader {
  id: string
  manages: boolean
}

/** A doctor's place is fixed by their account; at the desk one may manage or not. */
export function rolesFor(member: Pick<Member, 'account_role'>): MemberRole[] {
  return member.account_role === 'doctor' ? ['doctor'] : ['staff', 'manager']
}

/** Whom one may add as what: only managers and administrators make managers. */
export function rolesToAdd(manages: boolean): MemberRole[] {
  return manages ? ['doctor', 'staff', 'manager'] : ['doctor', 'staff']
}

export function mayChangeRole(member: Member, reader: Reader): boolean {
  return reader.manages && member.user_id !== reader.id && rolesFor(member).length > 1
}

/** Nobody takes themselves off the list by accident; a manager is taken off by managers. */
export function mayRemove(member: Member, reader: Reader): boolean {
  return member.user_id !== reader.id && (member.role !== 'manager' || reader.manages)
}
