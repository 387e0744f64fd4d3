//! What a doctor's schedule is told.

use actix::Message;

use crate::domain::appointments::Appointment;
use crate::services::appointments::booking::BookingRequest;
use crate::services::appointments::change::ChangeRequest;
use crate::services::error::ServiceError;

/// What became of a booking.
#[derive(Debug, Clone)]
pub enum Booked {
    /// It is committed.
    New(Box<Appointment>),
    /// Its idempotency key belongs to an earlier request: look that up.
    KeyTaken,
}

/// Book a visit.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<Booked, ServiceError>")]
pub struct Book(pub BookingRequest);

/// Take a step of a visit's status machine.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<Appointment, ServiceError>")]
pub struct Change(pub ChangeRequest);
