// Everybody's accounts, for administrators.
import { infiniteQueryOptions } from '@tanstack/react-query'
import { read, write } from './http'
import type { ManagedUser, Page, Role } from './types'

export interface UserFilter {
  q?: string
  role?: Role
  disabled?: boolean
}

export const usersKey = ['users'] as const

export function usersQuery({ q, role, disabled }: UserFilter) {
  const filter = { q, role, disabled: disabled === undefined ? undefined : String(disabled) }
  return infiniteQueryOptions({
    queryKey: [...usersKey, filter],
    queryFn: ({ pageParam, signal }) => read<Page<ManagedUser>>('admin/users/', { ...filter, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}

export function disableUser(id: string, reason: string): Promise<void> {
  return write(`admin/users/${id}/disable/`, { reason: reason || undefined })
}

export function enableUser(id: string): Promise<void> {
  return write(`admin/users/${id}/enable/`)
}

/** For somebody who lost it. They sign in by the password alone until they set another one up. */
export function resetMfa(id: string): Promise<void> {
  return write(`admin/users/${id}/reset_mfa/`)
}

/** Doctors stay doctors. */
export type GivenRole = Exclude<Role, 'doctor'>

export function giveRole(id: string, role: GivenRole): Promise<ManagedUser> {
  return write(`admin/users/${id}/role/`, { role }, { method: 'PUT' })
}
