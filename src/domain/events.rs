//! What happened: one row a domain event, from which every live update and every message follows.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::domain::appointments::Step;
use crate::domain::ids::{AppointmentId, EventId, UserId};
use crate::domain::intervals::Interval;

/// The kind of a domain event, past tense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// A slot was sold.
    AppointmentBooked,
    /// The doctor's side said yes.
    AppointmentConfirmed,
    /// The patient arrived.
    AppointmentCheckedIn,
    /// The visit began.
    AppointmentStarted,
    /// The visit is over.
    AppointmentCompleted,
    /// The visit was called off.
    AppointmentCancelled,
    /// The patient did not come.
    AppointmentNoShow,
    /// The visit was moved to another time.
    AppointmentRescheduled,
    /// A slot is kept for somebody who decides.
    SlotHeld,
    /// A slot is free again.
    SlotFreed,
    /// Hours, absences or terms of a doctor are others.
    ScheduleChanged,
    /// A slot is kept for somebody who waited.
    WaitlistOffered,
    /// It is kept for them no longer, or they booked it.
    WaitlistClosed,
    /// Somebody tried to register an address that already has an account.
    AccountExists,
    /// An address is to be proven by a link.
    AccountEmailProofAsked,
    /// Another address was asked for.
    AccountEmailChangeAsked,
    /// Somebody forgot their password.
    AccountPasswordLinkAsked,
    /// A password was chosen or changed.
    AccountPasswordChanged,
    /// A number is to be proven by a code.
    AccountPhoneProofAsked,
    /// A patient wants the account that a clinic made for them.
    AccountClaimAsked,
    /// An account was made for a doctor, a member of staff or an administrator.
    AccountInvited,
    /// A second factor was enrolled.
    AccountSecondFactorOn,
    /// The second factor was given up.
    AccountSecondFactorOff,
    /// Somebody looked at a patient in an emergency; told to an administrator.
    AccessBreakGlass,
    /// The reminders of somebody's visits may have to be others: they chose otherwise.
    RemindersAsked,
    /// Something was said in a conversation.
    MessageSent,
    /// It was put in other words.
    MessageEdited,
    /// Somebody read a conversation, up to a message.
    MessageRead,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 28] = [
        Self::AppointmentBooked,
        Self::AppointmentConfirmed,
        Self::AppointmentCheckedIn,
        Self::AppointmentStarted,
        Self::AppointmentCompleted,
        Self::AppointmentCancelled,
        Self::AppointmentNoShow,
        Self::AppointmentRescheduled,
        Self::SlotHeld,
        Self::ScheduleChanged,
        Self::SlotFreed,
        Self::WaitlistOffered,
        Self::WaitlistClosed,
        Self::AccountExists,
        Self::AccountEmailProofAsked,
        Self::AccountEmailChangeAsked,
        Self::AccountPasswordLinkAsked,
        Self::AccountPasswordChanged,
        Self::AccountPhoneProofAsked,
        Self::AccountClaimAsked,
        Self::AccountInvited,
        Self::AccountSecondFactorOn,
        Self::AccountSecondFactorOff,
        Self::AccessBreakGlass,
        Self::RemindersAsked,
        Self::MessageSent,
        Self::MessageEdited,
        Self::MessageRead,
    ];

    /// The name that is stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AppointmentBooked => "appointment.booked",
            Self::AppointmentConfirmed => "appointment.confirmed",
            Self::AppointmentCheckedIn => "appointment.checked_in",
            Self::AppointmentStarted => "appointment.started",
            Self::AppointmentCompleted => "appointment.completed",
            Self::AppointmentCancelled => "appointment.cancelled",
            Self::AppointmentNoShow => "appointment.no_show",
            Self::AppointmentRescheduled => "appointment.rescheduled",
            Self::SlotHeld => "slot.held",
            Self::ScheduleChanged => "schedule.changed",
            Self::SlotFreed => "slot.freed",
            Self::WaitlistOffered => "waitlist.offered",
            Self::WaitlistClosed => "waitlist.closed",
            Self::AccountExists => "account.exists",
            Self::AccountEmailProofAsked => "account.email_proof_asked",
            Self::AccountEmailChangeAsked => "account.email_change_asked",
            Self::AccountPasswordLinkAsked => "account.password_link_asked",
            Self::AccountPasswordChanged => "account.password_changed",
            Self::AccountPhoneProofAsked => "account.phone_proof_asked",
            Self::AccountClaimAsked => "account.claim_asked",
            Self::AccountInvited => "account.invited",
            Self::AccountSecondFactorOn => "account.second_factor_on",
            Self::AccountSecondFactorOff => "account.second_factor_off",
            Self::AccessBreakGlass => "access.break_glass",
            Self::RemindersAsked => "reminders.asked",
            Self::MessageSent => "message.sent",
            Self::MessageEdited => "message.edited",
            Self::MessageRead => "message.read",
        }
    }

    /// Reads a stored name.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// What a step of the status machine is remembered as.
    #[must_use]
    pub fn of_step(step: Step) -> Self {
        match step {
            Step::Confirm => Self::AppointmentConfirmed,
            Step::CheckIn => Self::AppointmentCheckedIn,
            Step::Start => Self::AppointmentStarted,
            Step::Complete => Self::AppointmentCompleted,
            Step::Cancel => Self::AppointmentCancelled,
            Step::NoShow => Self::AppointmentNoShow,
        }
    }
}

/// A domain event, as it is written and read.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its id; repeats are told by it.
    pub id: EventId,
    /// What happened.
    pub kind: EventKind,
    /// To which visit.
    pub appointment_id: Option<AppointmentId>,
    /// To whom, for an event about an account.
    pub user_id: Option<UserId>,
    /// By whom: a person or a clinic's key; nobody for the house itself.
    pub actor: Option<Uuid>,
    /// Ids, times and statuses; no text of a person.
    pub data: Value,
    /// When.
    pub at: DateTime<Utc>,
}

impl Event {
    /// That a slot is kept or free again: for whoever watches the doctor's free times, no person in it.
    #[must_use]
    pub fn of_slot(
        kind: EventKind,
        doctor: UserId,
        during: Interval,
        seats_left: u32,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            id: EventId::new(now),
            kind,
            appointment_id: None,
            user_id: None,
            actor: None,
            data: json!({
                "doctor_id": doctor,
                "starts_at": during.start,
                "ends_at": during.end,
                "seats_left": seats_left,
            }),
            at: now,
        }
    }

    /// That a doctor's hours, absences or terms are others: for whoever shows them.
    #[must_use]
    pub fn of_schedule(doctor: UserId, rules_version: i64, now: DateTime<Utc>) -> Self {
        Self {
            id: EventId::new(now),
            kind: EventKind::ScheduleChanged,
            appointment_id: None,
            user_id: None,
            actor: None,
            data: json!({ "doctor_id": doctor, "rules_version": rules_version }),
            at: now,
        }
    }
}
