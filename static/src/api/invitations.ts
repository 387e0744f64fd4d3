// Invitations of those who work at a clinic, open until they have chosen a password.
import { queryOptions } from '@tanstack/react-query'
import { read, remove, write } from './http'
import type { Invitation, NewInvitation, Page, User } from './types'

export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: async ({ signal }) => (await read<Page<Invitation>>('admin/invitations/', { limit: 100 }, signal)).results,
})

export function invite(invitation: NewInvitation): Promise<User> {
  return write('admin/invitations/', invitation)
}

export function resendInvitation(userId: string): Promise<void> {
  return write(`admin/invitations/${userId}/resend/`)
}

export function withdrawInvitation(userId: string): Promise<void> {
  return remove(`admin/invitations/${userId}/`)
}
