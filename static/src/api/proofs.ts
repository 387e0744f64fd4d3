// Proofs that an address or a phone is somebody's: the link in a mail, the code in a text.
import { write } from './http'
import type { Claim, EmailChange, EmailVerified, User } from './types'

/** Opens a mailed link; it also puts a new address in the place of the old one. */
export function verifyEmail(token: string): Promise<EmailVerified> {
  return write('auth/email/verify/', { token }, { anonymous: true })
}

export function resendVerification(): Promise<void> {
  return write('auth/email/resend/')
}

/** The address changes when the link that is sent to it is opened. */
export function changeEmail(change: EmailChange): Promise<void> {
  return write('auth/email/change/', change)
}

/** To the phone in the profile. */
export function sendPhoneCode(): Promise<void> {
  return write('auth/phone/send_code/')
}

export function verifyPhone(code: string): Promise<User> {
  return write('auth/phone/verify/', { code })
}

/** For an account that a clinic made by phone; an unknown number is answered alike. */
export function sendClaimCode(phone: string): Promise<void> {
  return write('auth/claim/send_code/', { phone }, { anonymous: true })
}

export function claimAccount(claim: Claim): Promise<User> {
  return write('auth/claim/', claim, { anonymous: true })
}
