//! What a doctor's schedule is told, and asked.

use std::ops::RangeInclusive;

use actix::Message;
use chrono::NaiveDate;
use serde_json::Value;

use crate::domain::appointments::Appointment;
use crate::domain::audit::Origin;
use crate::domain::ids::AppointmentId;
use crate::domain::principals::Principal;
use crate::domain::schedules::TypeCode;
use crate::services::appointments::booking::BookingRequest;
use crate::services::appointments::change::ChangeRequest;
use crate::services::appointments::holds::Kept;
use crate::services::appointments::reschedule::RescheduleRequest;
use crate::services::appointments::series::{Series, SeriesRequest};
use crate::services::error::ServiceError;
use crate::services::slots::Offer;

/// What became of a booking.
#[derive(Debug, Clone)]
pub enum Booked {
    /// It is committed.
    New(Box<Appointment>),
    /// Its idempotency key belongs to an earlier request: look that up.
    KeyTaken,
}

/// What became of a series.
#[derive(Debug, Clone)]
pub enum SeriesBooked {
    /// It is committed.
    New(Series),
    /// Its idempotency key belongs to an earlier request: look that up.
    KeyTaken,
}

/// Book a visit.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<Booked, ServiceError>")]
pub struct Book(pub BookingRequest);

/// Book visits that repeat.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<SeriesBooked, ServiceError>")]
pub struct BookSeries {
    /// Which.
    pub request: SeriesRequest,
    /// How the answer reads, to be kept under the key.
    pub answer: fn(&Series) -> Value,
}

/// Keep a time for somebody.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<Kept, ServiceError>")]
pub struct KeepTime(pub BookingRequest);

/// Let a hold go.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), ServiceError>")]
pub struct LetGo {
    /// Who asks.
    pub principal: Principal,
    /// The hold.
    pub hold: AppointmentId,
    /// Where the request came from.
    pub origin: Origin,
}

/// Take a step of a visit's status machine.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<Appointment, ServiceError>")]
pub struct Change(pub ChangeRequest);

/// Move a visit to another time.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<Appointment, ServiceError>")]
pub struct Reschedule(pub RescheduleRequest);

/// Say what can be booked.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<Offer, ServiceError>")]
pub struct Ask {
    /// On these days of the doctor's.
    pub days: RangeInclusive<NaiveDate>,
    /// What kind of visit.
    pub code: TypeCode,
}
