//! Waiting for a time to become free: who waits for what, and what they are offered.

pub mod times;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::ids::{AppointmentId, ClinicId, UserId, WaitlistEntryId, WaitlistOfferId};
use crate::domain::intervals::Interval;
use crate::domain::schedules::TypeCode;
use crate::domain::waitlist::times::Times;

/// How many places one patient may have at once.
pub const ENTRIES_MAX: i64 = 10;
/// How long an offer stands, unless the slot starts before.
const OFFER_STANDS: TimeDelta = TimeDelta::minutes(30);
/// With whom somebody wants a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// With this doctor.
    Doctor(UserId),
    /// With any doctor of this field.
    Specialty(String),
}

/// Where somebody's place stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryStatus {
    /// They wait.
    Waiting,
    /// They were offered a slot, and have not answered.
    Offered,
    /// They booked what they were offered.
    Booked,
    /// They wait no longer.
    Left,
    /// The time that they waited for is over.
    Lapsed,
}

/// What became of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferState {
    /// It stands.
    Open,
    /// It was booked.
    Accepted,
    /// They did not want it.
    Declined,
    /// They did not answer in time.
    Expired,
}

/// Somebody's place in the waitlist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id; who joined first has the lesser.
    pub id: WaitlistEntryId,
    /// Who would come.
    pub patient_id: UserId,
    /// Their name.
    pub patient_name: String,
    /// To whom.
    pub target: Target,
    /// The doctor's name, where they wait for one.
    pub doctor_name: Option<String>,
    /// For what kind of visit.
    pub appointment_type: TypeCode,
    /// When.
    pub times: Times,
    /// Where it stands.
    pub status: EntryStatus,
    /// Who entered it: a person or a key.
    pub created_by: Uuid,
    /// When they joined.
    pub created_at: DateTime<Utc>,
    /// Grows with every change.
    pub version: i32,
}

/// A slot that is kept for somebody who waited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Its id.
    pub id: WaitlistOfferId,
    /// To which place in the waitlist.
    pub entry_id: WaitlistEntryId,
    /// Who would come.
    pub patient_id: UserId,
    /// To whom.
    pub doctor_id: UserId,
    /// The doctor's name.
    pub doctor_name: String,
    /// Where.
    pub clinic_id: ClinicId,
    /// What kind of visit.
    pub appointment_type: TypeCode,
    /// When.
    pub during: Interval,
    /// The zone of the doctor's calendar.
    pub time_zone: Tz,
    /// Until when it stands.
    pub expires_at: DateTime<Utc>,
    /// What became of it.
    pub state: OfferState,
    /// The hold that keeps the slot, and becomes the visit.
    pub hold_id: AppointmentId,
}

impl EntryStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Offered, Self::Booked, Self::Left, Self::Lapsed];

    /// The name that is stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Offered => "offered",
            Self::Booked => "booked",
            Self::Left => "left",
            Self::Lapsed => "lapsed",
        }
    }

    /// Reads a stored name.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// Whether they still wait, offered something or not.
    #[must_use]
    pub fn is_active(self) -> bool {
        matches!(self, Self::Waiting | Self::Offered)
    }
}

impl OfferState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Open, Self::Accepted, Self::Declined, Self::Expired];

    /// The name that is stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Expired => "expired",
        }
    }

    /// Reads a stored name.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// Until when an offer made now stands: never past the slot's start.
#[must_use]
pub fn stands_until(now: DateTime<Utc>, starts_at: DateTime<Utc>) -> DateTime<Utc> {
    (now + OFFER_STANDS).min(starts_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn an_offer_never_stands_past_the_start() {
        let now = at("2026-11-23T06:00:00Z");
        let stands = |minutes| stands_until(now, now + TimeDelta::minutes(minutes)) - now;
        assert_eq!((stands(10), stands(90)), (TimeDelta::minutes(10), TimeDelta::minutes(30)));
    }
}
