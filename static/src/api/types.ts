// The shapes of the API, by the names of its schemas. The one file that says where they come from.

export type Role = 'patient' | 'doctor' | 'staff' | 'admin'

export interface User {
  id: string
  email: string | null
  role: Role
  first_name: string
  last_name: string
  phone: string | null
  locale: string
  time_zone: string
  email_verified: boolean
  phone_verified: boolean
  mfa_enabled: boolean
  clinics: { id: string; name: string; role: string }[]
}

export interface Doctor {
  id: string
  first_name: string
  last_name: string
  specialty: string
  subspecialty: string | null
  languages: string[]
  bio: string | null
  clinics: { id: string; name: string }[]
  time_zone: string
  consultation_fee: string | number | null
  currency: string | null
  rating: number | null
  rating_count: number
  accepts_new_patients: boolean
  next_available: string | null
}

export interface Slot {
  starts_at: string
  ends_at: string
  local_start: string
  clinic_id: string | null
  seats_left: number
}

export interface Slots {
  doctor_id: string
  time_zone: string
  appointment_type: string
  duration_minutes: number
  calendar_version: number
  slots: Slot[]
}

export type AppointmentStatus =
  | 'held'
  | 'pending'
  | 'confirmed'
  | 'checked_in'
  | 'in_progress'
  | 'completed'
  | 'cancelled'
  | 'no_show'
  | 'expired'

export interface Appointment {
  id: string
  doctor_id: string
  doctor_name: string
  patient_id: string
  patient_name?: string | null
  clinic_id: string | null
  appointment_type: string
  status: AppointmentStatus
  starts_at: string
  ends_at: string
  time_zone: string
  appointment_date: string
  start_time: string
  end_time: string
  mode: string
  patient_notes: string | null
  doctor_notes?: string | null
  cancel_reason: string | null
  version: number
}

export interface Notification {
  id: string
  type: string
  category: string
  priority: string
  title: string
  body: string
  data: { appointment_id?: string | null }
  read_at: string | null
  archived_at: string | null
  created_at: string
}

/** RFC 9457, with the members of this API. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  code: string
  request_id?: string
  errors?: { field: string; code: string; message: string }[]
  alternatives?: Interval[]
}

export interface Interval {
  starts_at: string
  ends_at: string
}

/** A list: its cursors are opaque. */
export interface Page<Item> {
  results: Item[]
  next: string | null
  previous: string | null
}

/** The answer to a sign-in that asked for a cookie. */
export interface CookieSession {
  user: User
  csrf_token: string
}
