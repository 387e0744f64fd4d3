// The shapes of accounts and profiles that `schema.d.ts` does not have yet; to be replaced by the generated ones.
import type { Role, User } from './types'

/** A signed-in browser, or a client that holds tokens. */
export interface SignInSession {
  id: string
  kind: 'browser' | 'client'
  /** In words, such as *Chrome on Windows*. */
  device: string
  /** The network it was last seen in. */
  place: string
  created_at: string
  last_used_at: string
  expires_at: string
  /** Kept for 30 days. */
  trusted: boolean
  /** The one that asks. */
  current: boolean
}

export interface Enrolment {
  /** Base32, to be typed where no camera is at hand. */
  secret: string
  otpauth_url: string
  qr_svg: string
}

export interface RecoveryCodes {
  recovery_codes: string[]
}

export interface Claim {
  phone: string
  code: string
  email: string
  password: string
  date_of_birth?: string
}

export type Gender = 'M' | 'F' | 'O' | 'P'

export interface Profile {
  id: string
  role: Role
  email: string | null
  email_verified: boolean
  phone: string | null
  phone_verified: boolean
  first_name: string
  last_name: string
  locale: string
  time_zone: string
  avatar_url: string | null
  /** To be named in `If-Match` by who changes it. */
  version: number
  created_at: string
  updated_at: string
  /** From here on: only for who is a patient. */
  date_of_birth?: string | null
  gender?: Gender | null
  address?: string | null
  emergency_contact?: string | null
  emergency_phone?: string | null
  insurance?: string | null
}

/** What one may change of a profile; null clears. */
export type ProfileChange = Partial<
  Pick<
    Profile,
    | 'first_name'
    | 'last_name'
    | 'phone'
    | 'locale'
    | 'time_zone'
    | 'date_of_birth'
    | 'gender'
    | 'address'
    | 'emergency_contact'
    | 'emergency_phone'
    | 'insurance'
  >
>

export interface NewDependant {
  first_name: string
  last_name: string
  date_of_birth?: string
  time_zone?: string
}

export type ConsentKind = 'terms' | 'privacy' | 'email' | 'sms' | 'push' | 'marketing'

/** A line of the ledger: the last one of a kind holds. */
export interface Consent {
  id: string
  kind: ConsentKind
  granted: boolean
  /** As it was shown. */
  wording: string
  source: string
  created_at: string
}

export type NewConsent = Pick<Consent, 'kind' | 'granted' | 'wording' | 'source'>

/** Somebody's account, as administrators see it. */
export type Account = User & {
  disabled: boolean
  created_at: string
  last_sign_in_at: string | null
}

export interface Invitation {
  id: string
  email: string
  role: Role
  first_name: string
  last_name: string
  created_at: string
}

export interface NewInvitation {
  email: string
  role: 'doctor' | 'staff' | 'admin'
  first_name: string
  last_name: string
  clinic_id?: string
  specialty?: string
  license_number?: string
  time_zone?: string
  locale?: string
}
