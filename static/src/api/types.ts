// The shapes of the API, by the names of its schemas: generated from `docs/openapi.json` by `npm run generate`. What the
// document tells in words only (which texts a status may be, what a problem adds) is told here in types.
import type { components } from './schema'

export * from './notification-types'

type Schemas = components['schemas']

export type Role = 'patient' | 'doctor' | 'staff' | 'admin'
export type Gender = 'M' | 'F' | 'O' | 'P'
export type ConsentKind = 'terms' | 'privacy' | 'email' | 'sms' | 'push' | 'marketing'

/** What a key may be for, in the order of the server. */
export const KEY_SCOPES = [
  'appointments:read',
  'appointments:write',
  'patients:read',
  'patients:write',
  'schedules:read',
  'schedules:write',
] as const

/** How often a visit may repeat. */
export const RHYTHMS = ['week', '2weeks', 'month'] as const

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

export type User = Omit<Schemas['User'], 'role'> & { role: Role }
export type Clinic = Schemas['Clinic']
export type Doctor = Schemas['Doctor']
export type Slot = Schemas['Slot']
export type Slots = Schemas['AvailableSlots']
export type Appointment = Omit<Schemas['Appointment'], 'status'> & { status: AppointmentStatus }
/** The page books by the instant, not by the day and hour on the doctor's wall. */
export type Booking = Schemas['BookBody'] & { starts_at: string }
/** A time that is kept for somebody while they make up their mind. */
export type Hold = Schemas['Hold']
/** What a hold is asked for; for the reader themselves unless a patient is named. */
export type HoldWish = Schemas['NewHold'] & { starts_at: string; appointment_type: string }
export type Rhythm = (typeof RHYTHMS)[number]
export type SeriesRule = Schemas['SeriesRule'] & { every: Rhythm }
export type SeriesBooking = Schemas['NewSeries'] & { starts_at: string; rule: SeriesRule; on_clash: 'refuse' | 'skip' }
export type Series = Omit<Schemas['Series'], 'booked'> & { booked: Appointment[] }
export type FirstAvailable = Schemas['FirstAvailable']
/** One thing that was done to a visit. */
export type HistoryEntry = Omit<Schemas['HistoryLine'], 'actor' | 'detail'> & {
  actor: Omit<Schemas['Doer'], 'kind'> & { kind: 'user' | 'key' | 'system' | 'visitor' }
  detail: Record<string, unknown>
}
export type CalendarFeed = Schemas['CalendarFeed']
/** Just made: the one time that the address is told. */
export type MadeCalendarFeed = Schemas['MadeCalendarFeed']
/** A time that is kept for somebody who waited, until they answer. */
export type Offer = Omit<Schemas['WaitlistOffer'], 'state'> & { state: 'open' | 'accepted' | 'declined' | 'expired' }
/** From, to: hours on the doctor's wall. */
export type TimeOfDay = [from: string, to: string]
/** Somebody who waits for a time. */
export type WaitlistEntry = Omit<Schemas['WaitlistEntry'], 'status' | 'time_of_day' | 'offer'> & {
  status: 'waiting' | 'offered' | 'booked' | 'left' | 'lapsed'
  time_of_day?: TimeOfDay | null
  offer?: Offer | null
}
export type NewWaitlistEntry = Omit<Schemas['NewWaitlistEntry'], 'time_of_day'> & { time_of_day?: TimeOfDay }
export type WaitlistEntryChange = Omit<Schemas['WaitlistEntryChange'], 'time_of_day'> & { time_of_day?: TimeOfDay | null }
export type Registration = Schemas['Register']
export type Credentials = Omit<Schemas['Login'], 'session'>
export type Claim = Schemas['Claim']
export type SignInSession = Omit<Schemas['Session'], 'kind'> & { kind: 'browser' | 'client' }
export type Confirmation = Schemas['Confirm']
export type PasswordChange = Schemas['ChangePassword']
export type EmailChange = Schemas['ChangeEmail']
export type EmailVerified = Schemas['EmailVerified']
export type Enrolment = Schemas['MfaEnrollment']
export type RecoveryCodes = Schemas['RecoveryCodes']
export type Invitation = Omit<Schemas['Invitation'], 'role'> & { role: Role }
export type NewInvitation = Omit<Schemas['Invite'], 'role'> & { role: Exclude<Role, 'patient'> }
/** Somebody's account, as administrators see it. */
export type ManagedUser = Omit<Schemas['ManagedUser'], 'role'> & { role: Role }
/** What only patients have is left out for who is none. */
export type Profile = Omit<Schemas['Profile'], 'role' | 'gender'> & { role: Role; gender?: Gender | null }
export type ProfileChange = Schemas['ProfileChange']
export type NewDependant = Schemas['NewDependant']
/** A line of the ledger: the last one of a kind holds. */
export type Consent = Omit<Schemas['Consent'], 'kind'> & { kind: ConsentKind }
export type NewConsent = Omit<Schemas['NewConsent'], 'kind'> & { kind: ConsentKind }
export type Export = Schemas['Export']
export type KeyScope = (typeof KEY_SCOPES)[number]
export type RateTier = 'standard' | 'high'

/** The sign-in of a clinic's own software, without its secret. */
export type ApiKey = Omit<Schemas['ApiKey'], 'scopes' | 'rate_tier'> & { scopes: KeyScope[]; rate_tier: RateTier }
export type NewApiKey = Omit<Schemas['NewApiKey'], 'scopes' | 'rate_tier'> & { scopes: KeyScope[]; rate_tier?: RateTier }
/** Just made: the one time that `key`, the whole of it, is told. */
export type MadeApiKey = ApiKey & Pick<Schemas['MadeApiKey'], 'secret' | 'key'>
/** In a list, `phone` and `email` are masked. */
export type Patient = Schemas['Patient']
export type NewPatient = Schemas['NewPatient']
export type AuditActor = 'user' | 'api_key' | 'house'

/** One thing that was done, or refused. */
export type AuditEntry = Omit<Schemas['AuditEntry'], 'actor_kind' | 'outcome'> & {
  actor_kind: AuditActor
  outcome: 'ok' | 'refused'
}

export type AuditProblemKind = 'altered' | 'deleted' | 'inserted' | 'chain_broken' | 'truncated'

/** Whether the trail is as it was written, and the first thing that is not. */
export type AuditVerdict = Schemas['AuditReport']

export type MemberRole = 'doctor' | 'staff' | 'manager'

/** Somebody who works at a clinic; the address is masked. */
export type Member = Omit<Schemas['Member'], 'account_role' | 'role'> & {
  account_role: 'doctor' | 'staff'
  role: MemberRole
}

/** Days on which a clinic is closed, both included, of the clinic's zone. */
export type Closure = Schemas['Closure']
export type NewClosure = Schemas['NewClosure']
export type ClosureChange = Schemas['ClosureChange']
/** With the visits that stand on these days all the same, by their ids. */
export type ClosureMade = Schemas['EnteredClosure']

/** A doctor's weekly hours on one day, on their wall clock; an end before the start is on the next day. */
export type WeeklyHours = Schemas['Availability']
export type NewWeeklyHours = Schemas['NewAvailability']
export type DayWindow = Schemas['DayWindow']
/** Instead of the weekly hours that begin on that date. */
export type Override = Schemas['Override']
export type NewOverride = Schemas['NewOverride']
/** An absence, once or again and again. */
export type TimeOff = Schemas['TimeOff']
export type NewTimeOff = Schemas['NewTimeOff']
export type VisitMode = 'in_person' | 'video' | 'phone'
/** A kind of visit that a doctor offers. */
export type AppointmentType = Omit<Schemas['AppointmentType'], 'mode'> & { mode: VisitMode }
export type NewAppointmentType = Schemas['NewAppointmentType']
/** What holds for all of a doctor's visits. */
export type ScheduleRules = Schemas['Schedule']
export type ScheduleRulesChange = Schemas['ScheduleTerms']
/** Visits that stay booked though the doctor is not there then, by their ids. */
export type Stranded = Schemas['Stranded']
/** Why the rules do not count, for once. */
export type OverrideReason = Schemas['OverrideReason']

/** A doctor, with what only their own side sees. */
export type DirectoryEntry = Doctor & {
  [Field in 'license_number' | 'auto_confirm' | 'years_experience' | 'version']: NonNullable<Schemas['KeptDoctor'][Field]>
}
export type DirectoryChange = Schemas['DoctorChange']
/** A file as it goes with a message. */
export type Attachment = Schemas['MessageAttachment']
export type Message = Schemas['Message']
export type Participant = Omit<Schemas['Participant'], 'role'> & { role: Role }
/** Between a patient and those who care for them. */
export type Conversation = Omit<Schemas['Conversation'], 'participants'> & { participants: Participant[] }
/** Whom the reader may write to; of a doctor, `detail` is the specialty. */
export type Recipient = Omit<Schemas['Recipient'], 'role'> & { role: Role }
export type NewConversation = Schemas['NewConversation'] & { body: string }
/** The page names what it sends: sent again under that name, it is the same message. */
export type NewMessage = Schemas['NewMessage'] & { client_id: string }
export type ReadReceipt = Schemas['ReadReceipt']
export type UnreadMessages = Schemas['UnreadMessages']
export type CsrfToken = Schemas['CsrfToken']

/** The answer to a sign-in that asked for a cookie. */
export type CookieSession = Omit<Schemas['LoggedInBrowser'], 'user'> & { user: User }

export type Interval = Pick<Slot, 'starts_at' | 'ends_at'>

export type SeriesClash = Schemas['SeriesClash']

/** RFC 9457, with the members of this API: `slot_taken` adds the nearest free times, `series_clash` what clashes. */
export type Problem = Schemas['Problem'] & { alternatives?: Interval[]; clashes?: SeriesClash[] }

/** A list: its cursors are opaque. */
export type Page<Item> = Omit<Schemas['Page_Appointment'], 'results'> & { results: Item[] }
