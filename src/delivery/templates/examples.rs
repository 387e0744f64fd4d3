//! One message of each kind, to look at: for previews, and for the tests of this floor.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use crate::domain::ids::{AppointmentId, OneTimeTokenId, WaitlistOfferId};
use crate::domain::messages::{Digest, Message, Opening, Proof, Visit};
use crate::domain::one_time::OneTimeText;

/// Whom the examples are for.
pub const NAME: &str = "Pat Doe";
/// Whom they are to visit.
pub const DOCTOR: &str = "Dr Ada Grant";

/// When it all happens: 8:00 on 1 November 2025.
#[must_use]
pub fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_761_984_000)
}

/// A visit.
#[must_use]
pub fn visit() -> Visit {
    let starts_at = now() + TimeDelta::hours(78) + TimeDelta::minutes(30);
    Visit {
        appointment_id: AppointmentId(Uuid::nil()),
        version: 3,
        at: now(),
        starts_at,
        ends_at: starts_at + TimeDelta::minutes(30),
        time_zone: Tz::Europe__Paris,
        clinic_name: "Harbour Clinic".to_owned(),
        clinic_address: Some("1 Quay Street".to_owned()),
    }
}

/// What stands in place of a link's secret, and of a code.
#[must_use]
pub fn one_time() -> OneTimeText {
    OneTimeText("123456".to_owned())
}

/// One of each.
#[must_use]
pub fn messages() -> Vec<Message> {
    let opening = Opening {
        offer_id: WaitlistOfferId(Uuid::nil()),
        until: now() + TimeDelta::minutes(30),
        visit: visit(),
    };
    let proof = Proof { token_id: OneTimeTokenId(Uuid::nil()) };
    vec![
        Message::AppointmentBooked(visit()),
        Message::AppointmentConfirmed(visit()),
        Message::AppointmentRescheduled(visit()),
        Message::AppointmentCancelled(visit()),
        Message::AppointmentReminder(visit()),
        Message::WaitlistOffered(opening),
        Message::AccountExists,
        Message::VerifyEmail(proof),
        Message::SetPassword(proof),
        Message::Invitation(proof),
        Message::PhoneCode(proof),
        Message::ClaimCode(proof),
        Message::EmailChangeAsked,
        Message::PasswordChanged,
        Message::SecondFactorOn,
        Message::SecondFactorOff,
        Message::BreakGlass,
        Message::MessageSent,
        Message::Digest(Digest { messages: 3 }),
        Message::Test,
    ]
}
