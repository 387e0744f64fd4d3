//! What is handed to the writer, and what comes back.

use serde_json::Value;

use crate::domain::appointments::Appointment;
use crate::domain::audit::AuditEntry;
use crate::domain::events::Event;
use crate::domain::patients::NewPatient;
use crate::storage::appointments::insert::NewAppointment;
use crate::storage::idempotency::Key;

/// A booking that was decided on and is to be written.
#[derive(Debug, Clone)]
pub struct Booking {
    /// The visit.
    pub new: NewAppointment,
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
    /// The rules moved since it was decided on: decide again.
    RulesMoved,
    /// Somebody else has the slot.
    SlotTaken,
    /// The patient is somewhere else then.
    PatientBusy,
    /// There is no such patient, or the address of one who was to be registered is somebody else's.
    PatientUnknown,
    /// The key belongs to an earlier request: look it up.
    KeyTaken,
}
