// The second factor: an authenticator app, and recovery codes for when it is not at hand.
import type { Enrolment, RecoveryCodes } from './types'
import { write } from './http'

/** Makes a secret for an app; it counts once a code of it was sent to `activateFactor`. */
export function enrolFactor(): Promise<Enrolment> {
  return write('auth/mfa/enroll/')
}

export async function activateFactor(otp: string): Promise<string[]> {
  return (await write<RecoveryCodes>('auth/mfa/activate/', { otp })).recovery_codes
}

/** The old codes no longer work. */
export async function renewRecoveryCodes(otp: string): Promise<string[]> {
  return (await write<RecoveryCodes>('auth/mfa/recovery_codes/', { otp })).recovery_codes
}

export function disableFactor(otp: string): Promise<void> {
  return write('auth/mfa/disable/', { otp })
}
