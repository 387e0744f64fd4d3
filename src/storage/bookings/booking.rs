//! What is handed to the writer, and what comes back.

use serde_json::Value;

use crate::domain::appointments::Appointment;
use crate::domain::audit::AuditEntry;
use crate::domain::events::Event;
use crate::domain::patients::NewPatient;
use crate::storage::appointments::insert::NewAppointment;
use crate::storage::appointments::obstacles::Obstacle;
use crate::storage::idempotency::Key;

/// How a booking comes to its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The time is free.
    Free,
    /// The time is held: the hold, which bears the visit's id, becomes the visit.
    Held,
    /// Against the rules: the buffers of the neighbours give way.
    Overriding,
}

/// A booking that was decided on and is to be written.
#[derive(Debug, Clone)]
pub struct Booking {
    /// The visit.
    pub new: NewAppointment,
    /// How it comes to its time.
    pub way: Way,
    /// The caller's idempotency key.
    pub key: Option<Key>,
    /// The patient, where they are registered with it.
    pub registers: Option<NewPatient>,
    /// The patient becomes the clinic's with it.
    pub takes_in: bool,
    /// What goes on record with it.
    pub records: Vec<AuditEntry>,
    /// What happened, if it does.
    pub event: Event,
    /// How its answer reads, to be kept under the key.
    pub answer: fn(&Appointment) -> Value,
}

/// What became of a booking.
#[derive(Debug, Clone, PartialEq)]
pub enum Written {
    /// It is committed.
    Booked {
        /// As it stands, names included.
        appointment: Box<Appointment>,
        /// The doctor's calendar with it.
        calendar_version: i64,
    },
    /// Nothing of it was written.
    Refused(Obstacle),
}
