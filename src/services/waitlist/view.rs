//! A place in the waitlist and an offer as they are sent: the same JSON over REST and in live updates.

use chrono::{DateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::schedules::TypeCode;
use crate::domain::waitlist::times::Stretch;
use crate::domain::waitlist::{Entry, EntryStatus, Offer, OfferState, Target};

/// A place in the waitlist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = WaitlistEntry)]
pub struct EntryView {
    /// Its id.
    pub id: Uuid,
    /// Who would come.
    pub patient_id: Uuid,
    /// Their name.
    #[schema(example = "Pat Morgan")]
    pub patient_name: String,
    /// The doctor that they wait for.
    pub doctor_id: Option<Uuid>,
    /// The doctor's name.
    #[schema(example = "Ada Adams")]
    pub doctor_name: Option<String>,
    /// The field, where any doctor of it will do.
    #[schema(example = "Cardiology")]
    pub specialty: Option<String>,
    /// What kind of visit.
    #[schema(value_type = String, example = "consultation")]
    pub appointment_type: TypeCode,
    /// The first day (the doctor's), or the first instant.
    #[schema(example = "2026-11-24")]
    pub from: String,
    /// The last day, or the instant before which the visit must start.
    #[schema(example = "2026-12-04")]
    pub to: String,
    /// Between which hours of the doctor's clock the visit must start; null for any.
    #[schema(value_type = Option<Vec<String>>, example = json!(["09:00:00", "12:00:00"]))]
    pub time_of_day: Option<[NaiveTime; 2]>,
    /// `waiting`, `offered`, `booked`, `left` or `lapsed`.
    #[schema(value_type = String, example = "offered")]
    pub status: EntryStatus,
    /// What is kept for them.
    pub offer: Option<OfferView>,
    /// When they joined.
    pub created_at: DateTime<Utc>,
    /// Grows with every change.
    pub version: i32,
}

/// A slot that is kept for somebody who waited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = WaitlistOffer)]
pub struct OfferView {
    /// Its id.
    pub id: Uuid,
    /// The place in the waitlist.
    pub entry_id: Uuid,
    /// With whom.
    pub doctor_id: Uuid,
    /// The doctor's name.
    #[schema(example = "Ada Adams")]
    pub doctor_name: String,
    /// Where.
    pub clinic_id: Uuid,
    /// What kind of visit.
    #[schema(value_type = String, example = "consultation")]
    pub appointment_type: TypeCode,
    /// Start, in UTC.
    pub starts_at: DateTime<Utc>,
    /// End, in UTC.
    pub ends_at: DateTime<Utc>,
    /// The zone of the doctor's calendar (IANA).
    #[schema(example = "Europe/Paris")]
    pub time_zone: String,
    /// Until when it stands: half an hour, or until the slot's start.
    pub expires_at: DateTime<Utc>,
    /// `open`, `accepted`, `declined` or `expired`.
    #[schema(value_type = String, example = "open")]
    pub state: OfferState,
}

impl EntryView {
    /// The place, with what is kept for it.
    #[must_use]
    pub fn of(entry: &Entry, offer: Option<&Offer>) -> Self {
        let (doctor_id, specialty) = match &entry.target {
            Target::Doctor(doctor) => (Some(doctor.0), None),
            Target::Specialty(specialty) => (None, Some(specialty.clone())),
        };
        let (from, to) = match entry.times.stretch {
            Stretch::Days(from, to) => (from.to_string(), to.to_string()),
            Stretch::Instants(from, to) => (instant(from), instant(to)),
        };
        Self {
            id: entry.id.0,
            patient_id: entry.patient_id.0,
            patient_name: entry.patient_name.clone(),
            doctor_id,
            doctor_name: entry.doctor_name.clone(),
            specialty,
            appointment_type: entry.appointment_type,
            from,
            to,
            time_of_day: entry.times.time_of_day.map(|time| [time.from, time.to]),
            status: entry.status,
            offer: offer.map(OfferView::from),
            created_at: entry.created_at,
            version: entry.version,
        }
    }
}

impl From<&Offer> for OfferView {
    fn from(offer: &Offer) -> Self {
        Self {
            id: offer.id.0,
            entry_id: offer.entry_id.0,
            doctor_id: offer.doctor_id.0,
            doctor_name: offer.doctor_name.clone(),
            clinic_id: offer.clinic_id.0,
            appointment_type: offer.appointment_type,
            starts_at: offer.during.start,
            ends_at: offer.during.end,
            time_zone: offer.time_zone.name().to_owned(),
            expires_at: offer.expires_at,
            state: offer.state,
        }
    }
}

/// RFC 3339, as every other instant is sent.
fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}
