//! What a person is told outside of the app: the template and a typed allow-list of its variables.
//!
//! A message carries date, time, clinic and a link, never a diagnosis, a specialty, a drug, a result or a doctor's
//! name (which would give the specialty away).

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::domain::appointments::Appointment;
use crate::domain::categories::Category;
use crate::domain::clinics::Clinic;
use crate::domain::ids::{AppointmentId, OneTimeTokenId, WaitlistOfferId};

/// A template with its variables; stored with a delivery as `template` and `vars`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "template", content = "vars", rename_all = "snake_case")]
pub enum Message {
    /// A visit was asked for, and waits for the clinic's confirmation.
    AppointmentBooked(Visit),
    /// A visit is certain.
    AppointmentConfirmed(Visit),
    /// A visit moved to another time.
    AppointmentRescheduled(Visit),
    /// A visit will not take place.
    AppointmentCancelled(Visit),
    /// A visit is near.
    AppointmentReminder(Visit),
    /// A time that somebody waited for is free, and kept for them.
    WaitlistOffered(Opening),
    /// Somebody tried to register an address that already has an account.
    AccountExists,
    /// A link that proves an address.
    VerifyEmail(Proof),
    /// A link for choosing a password.
    SetPassword(Proof),
    /// The same, for somebody who was invited.
    Invitation(Proof),
    /// A code that proves a number.
    PhoneCode(Proof),
    /// A code that opens the account a clinic made.
    ClaimCode(Proof),
    /// Another address was asked for; to the present one.
    EmailChangeAsked,
    /// The password is another.
    PasswordChanged,
    /// A second factor is on.
    SecondFactorOn,
    /// It is off.
    SecondFactorOff,
    /// Somebody looked at a patient in an emergency.
    BreakGlass,
    /// There is something to read in a conversation; not a word of it.
    MessageSent,
    /// Several things that could wait wait for them; how many, and not a word of them.
    Digest(Digest),
    /// Somebody wanted to see whether it reaches them.
    Test,
}

impl Message {
    /// What it carries to be proven, if it does.
    #[must_use]
    pub fn proof(&self) -> Option<Proof> {
        match self {
            Self::VerifyEmail(proof)
            | Self::SetPassword(proof)
            | Self::Invitation(proof)
            | Self::PhoneCode(proof)
            | Self::ClaimCode(proof) => Some(*proof),
            _ => None,
        }
    }

    /// What its reader's choices are made by.
    #[must_use]
    pub fn category(&self) -> Category {
        match self {
            Self::AppointmentBooked(_)
            | Self::AppointmentConfirmed(_)
            | Self::AppointmentRescheduled(_)
            | Self::AppointmentCancelled(_)
            | Self::WaitlistOffered(_) => Category::Booking,
            Self::AppointmentReminder(_) => Category::Reminder,
            Self::MessageSent | Self::Digest(_) => Category::Message,
            Self::AccountExists
            | Self::VerifyEmail(_)
            | Self::SetPassword(_)
            | Self::Invitation(_)
            | Self::PhoneCode(_)
            | Self::ClaimCode(_)
            | Self::EmailChangeAsked
            | Self::PasswordChanged
            | Self::SecondFactorOn
            | Self::SecondFactorOff
            | Self::BreakGlass
            | Self::Test => Category::Account,
        }
    }
}

/// What waits for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// Conversations in which something is to be read. Counted when it is sent.
    pub messages: u32,
}

/// A link or a code. What is stored with the message is its id; its text is made when it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The row.
    pub token_id: OneTimeTokenId,
}

/// What may be said of a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Names the calendar entry, so that an update finds it.
    pub appointment_id: AppointmentId,
    /// The appointment's version: the `SEQUENCE` of RFC 5545 §3.8.7.4.
    pub version: i32,
    /// When the message was caused: the `DTSTAMP` of RFC 5545 §3.8.7.2.
    pub at: DateTime<Utc>,
    /// Start of the visit.
    pub starts_at: DateTime<Utc>,
    /// End of the visit.
    pub ends_at: DateTime<Utc>,
    /// The zone the visit takes place in: the hour on the clinic's wall.
    pub time_zone: Tz,
    /// Where.
    pub clinic_name: String,
    /// Where exactly, if known.
    pub clinic_address: Option<String>,
}

impl Visit {
    /// What may be said of a visit at this clinic, because of what happened `at`.
    #[must_use]
    pub fn of(visit: &Appointment, clinic: Option<&Clinic>, at: DateTime<Utc>) -> Self {
        Self {
            appointment_id: visit.id,
            version: visit.version,
            at,
            starts_at: visit.during.start,
            ends_at: visit.during.end,
            time_zone: visit.time_zone,
            clinic_name: clinic.map_or_else(String::new, |clinic| clinic.name.clone()),
            clinic_address: clinic.map(|clinic| clinic.address.clone()).filter(|address| !address.is_empty()),
        }
    }
}

/// What may be said of a time that is kept for somebody who waited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The offer.
    pub offer_id: WaitlistOfferId,
    /// Until when it stands.
    pub until: DateTime<Utc>,
    /// The visit that it would be.
    pub visit: Visit,
}
