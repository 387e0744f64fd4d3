// Invitations of those who work at a clinic, open until they have chosen a password.
import { queryOptions } from '@tanstack/react-query'
import { remove, write } from './http'
import { readAll } from './read-all'
import type { Invitation, NewInvitation, User } from './types'

export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: ({ signal }) => readAll<Invitation>('admin/invitations/', signal),
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
