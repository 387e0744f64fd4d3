//! The bodies of CareBridge's REST contract, as far as a load test writes or reads them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a sign-in gives.
#[derive(Debug, Clone, Deserialize)]
pub struct Tokens {
    /// Sent with each request.
    pub access: String,
    /// Good for one set of new tokens.
    pub refresh: String,
    /// Seconds until `access` ends.
    pub expires_in: u64,
}

/// A free slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Whose it is.
    pub doctor_id: Uuid,
    /// When the visit begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
}

/// The body of a booking. A repeat under the same key must have the same one.
#[derive(Debug, Clone, Serialize)]
pub struct Booking<'a> {
    /// With whom.
    pub doctor_id: Uuid,
    /// When.
    pub starts_at: DateTime<Utc>,
    /// The code of the type.
    pub appointment_type: &'a str,
}

/// What is looked at in an appointment.
#[derive(Debug, Clone, Deserialize)]
pub struct Appointment {
    /// With whom.
    pub doctor_id: Uuid,
    /// When.
    pub starts_at: DateTime<Utc>,
}

/// What is looked at in a hold.
#[derive(Debug, Deserialize)]
pub struct Hold {
    /// Names it.
    pub hold_id: Uuid,
}

/// A sign-in for one socket.
#[derive(Debug, Deserialize)]
pub struct Ticket {
    /// Good once, for seconds.
    pub ticket: String,
}

/// One page of a list.
#[derive(Debug, Deserialize)]
pub struct Page<T> {
    /// What is on it.
    pub results: Vec<T>,
    /// Where the next one begins, if there is one.
    pub next: Option<String>,
}

/// What is looked at in a doctor.
#[derive(Debug, Deserialize)]
pub struct Doctor {
    /// The user's id.
    pub id: Uuid,
    /// Whether one may book who was never there.
    pub accepts_new_patients: bool,
}

/// The answer to `available_slots`.
#[derive(Debug, Deserialize)]
pub struct SlotList {
    /// In order of time.
    pub slots: Vec<ListedSlot>,
}

/// One of its slots.
#[derive(Debug, Deserialize)]
pub struct ListedSlot {
    /// When the visit begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// How many may still book it.
    pub seats_left: u32,
}

/// What is looked at in a problem (RFC 9457).
#[derive(Debug, Deserialize)]
pub struct Problem {
    /// Empty if there is none.
    #[serde(default)]
    pub code: String,
}
