//! The way in to the doctors' schedules: finds or wakes the actor of a doctor and asks it.

use std::ops::RangeInclusive;
use std::time::Duration;

use actix::{ArbiterHandle, MailboxError};
use chrono::NaiveDate;
use serde_json::Value;

use crate::actors::notifications::messages::Wake;
use crate::actors::registry::Registry;
use crate::actors::relay::messages::Publish;
use crate::actors::schedules::desk::DeskParts;
use crate::actors::schedules::doctor_schedule::DoctorSchedule;
use crate::actors::schedules::messages::{
    Ask, Book, BookSeries, Booked, Change, KeepTime, LetGo, Reschedule, SeriesBooked,
};
use crate::actors::way::Way;
use crate::domain::appointments::Appointment;
use crate::domain::clock::SharedClock;
use crate::domain::ids::UserId;
use crate::domain::schedules::TypeCode;
use crate::services::appointments::booking::BookingRequest;
use crate::services::appointments::change::ChangeRequest;
use crate::services::appointments::holds::Kept;
use crate::services::appointments::reschedule::RescheduleRequest;
use crate::services::appointments::series::{Series, SeriesRequest};
use crate::services::error::ServiceError;
use crate::services::slots::Offer;
use crate::storage::bookings::writer::BookingWriter;
use crate::storage::pool::Database;

/// A request that the schedule has not answered by then is told to come back.
const PATIENCE: Duration = Duration::from_secs(10);

/// All doctors' schedules of this node.
#[derive(Clone)]
pub struct FrontDesk {
    schedules: Registry<UserId, DoctorSchedule>,
}

impl FrontDesk {
    /// A desk whose actors live on these arbiters.
    #[must_use]
    pub fn new(
        arbiters: Vec<ArbiterHandle>,
        database: Database,
        clock: SharedClock,
        writer: BookingWriter,
        relay: Way<Publish>,
        notifications: Way<Wake>,
    ) -> Self {
        let make = move |doctor_id| {
            DoctorSchedule::new(DeskParts {
                doctor_id,
                database: database.clone(),
                clock: clock.clone(),
                writer: writer.clone(),
                relay: relay.clone(),
                notifications: notifications.clone(),
            })
        };
        Self { schedules: Registry::new(arbiters, make) }
    }

    /// Books a visit.
    ///
    /// # Errors
    /// Why it was refused; `busy` where the schedule did not answer in time, and the outcome is not known then.
    pub async fn book(&self, request: BookingRequest) -> Result<Booked, ServiceError> {
        let answer = self.schedules.send(request.doctor_id, Book(request));
        in_time(answer).await?
    }

    /// Books visits that repeat; `answer` is how it reads, to be kept under the key.
    ///
    /// # Errors
    /// As [`Self::book`].
    pub async fn book_series(
        &self,
        request: SeriesRequest,
        answer: fn(&Series) -> Value,
    ) -> Result<SeriesBooked, ServiceError> {
        let doctor = request.first.doctor_id;
        in_time(self.schedules.send(doctor, BookSeries { request, answer })).await?
    }

    /// Keeps a time for somebody.
    ///
    /// # Errors
    /// As [`Self::book`].
    pub async fn keep(&self, request: BookingRequest) -> Result<Kept, ServiceError> {
        in_time(self.schedules.send(request.doctor_id, KeepTime(request))).await?
    }

    /// Lets a hold with this doctor go.
    ///
    /// # Errors
    /// As [`Self::book`].
    pub async fn let_go(&self, doctor: UserId, hold: LetGo) -> Result<(), ServiceError> {
        in_time(self.schedules.send(doctor, hold)).await?
    }

    /// Takes a step of a visit of this doctor.
    ///
    /// # Errors
    /// As [`Self::book`].
    pub async fn change(&self, doctor: UserId, request: ChangeRequest) -> Result<Appointment, ServiceError> {
        in_time(self.schedules.send(doctor, Change(request))).await?
    }

    /// Moves a visit of this doctor to another time.
    ///
    /// # Errors
    /// As [`Self::book`].
    pub async fn reschedule(
        &self,
        doctor: UserId,
        request: RescheduleRequest,
    ) -> Result<Appointment, ServiceError> {
        in_time(self.schedules.send(doctor, Reschedule(request))).await?
    }

    /// What can be booked with a doctor on these days of the doctor's.
    ///
    /// # Errors
    /// Not found where there is no such doctor; invalid for a kind of visit that they do not offer.
    pub async fn offer(
        &self,
        doctor: UserId,
        days: RangeInclusive<NaiveDate>,
        code: TypeCode,
    ) -> Result<Offer, ServiceError> {
        match in_time(self.schedules.send(doctor, Ask { days, code })).await {
            Ok(offer) => offer,
            // Nothing was to be written.
            Err(_) => Err(ServiceError::Busy),
        }
    }
}

async fn in_time<T>(answer: impl Future<Output = Result<T, MailboxError>>) -> Result<T, ServiceError> {
    match tokio::time::timeout(PATIENCE, answer).await {
        Ok(Ok(answered)) => Ok(answered),
        // It ended while it was at work, or is still at it: the booking may be committed.
        Ok(Err(_)) | Err(_) => Err(ServiceError::OutcomeUnknown),
    }
}
