// An invitation as its form holds it, and what of it is sent.
import type { NewInvitation } from '@/api/types'

export const INVITED_ROLES = ['doctor', 'staff', 'admin'] as const

export const INVITATION_FIELDS = [
  'role',
  'first_name',
  'last_name',
  'email',
  'clinic_id',
  'specialty',
  'license_number',
] as const

export type InvitationField = (typeof INVITATION_FIELDS)[number]
export type InvitationValues = Record<Exclude<InvitationField, 'role'>, string> & { role: NewInvitation['role'] }

/** Who works at a clinic belongs to one; doctors are listed by specialty and known by their licence. */
export function requiredOf(role: NewInvitation['role']): InvitationField[] {
  if (role === 'doctor') return ['clinic_id', 'specialty', 'license_number']
  return role === 'staff' ? ['clinic_id'] : []
}

/** What only doctors have is sent for doctors only, though it was typed before another role was chosen. */
export function invitationOf(values: InvitationValues, timeZone: string): NewInvitation {
  const { role, first_name, last_name, email } = values
  const doctor = role === 'doctor'
  return {
    role,
    first_name,
    last_name,
    email,
    time_zone: timeZone,
    clinic_id: values.clinic_id || undefined,
    specialty: doctor ? values.specialty : undefined,
    license_number: doctor ? values.license_number : undefined,
  }
}
