// The shapes of profiles and of users for administrators that `schema.d.ts` does not have yet; to be replaced by the generated ones.
import type { Role, User } from './types'

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
