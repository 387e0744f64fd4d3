// Passwords: forgotten, chosen by a mailed link, changed.
import { write } from './http'
import type { PasswordChange } from './types'

/** An unknown address is answered alike. */
export function mailResetLink(email: string): Promise<void> {
  return write('auth/password/forgot/', { email }, { anonymous: true })
}

export function resetPassword(token: string, password: string): Promise<void> {
  return write('auth/password/reset/', { token, password }, { anonymous: true })
}

/** Ends the other sign-ins. */
export function changePassword(change: PasswordChange): Promise<void> {
  return write('auth/password/change/', change)
}
