//! The way in to the doctors' schedules: finds or wakes the actor of a doctor and asks it.

use std::time::Duration;

use actix::{ArbiterHandle, MailboxError};

use crate::actors::notifications::messages::Wake;
use crate::actors::registry::Registry;
use crate::actors::relay::messages::Publish;
use crate::actors::schedules::desk::DeskParts;
use crate::actors::schedules::doctor_schedule::DoctorSchedule;
use crate::actors::schedules::messages::{Book, Booked, Change};
use crate::actors::way::Way;
use crate::domain::appointments::Appointment;
use crate::domain::clock::SharedClock;
use crate::domain::ids::UserId;
use crate::services::appointments::booking::BookingRequest;
use crate::services::appointments::change::ChangeRequest;
use crate::services::error::ServiceError;
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

    /// Takes a step of a visit of this doctor.
    ///
    /// # Errors
    /// As [`Self::book`].
    pub async fn change(&self, doctor: UserId, request: ChangeRequest) -> Result<Appointment, ServiceError> {
        let answer = self.schedules.send(doctor, Change(request));
        in_time(answer).await?
    }
}

async fn in_time<T>(answer: impl Future<Output = Result<T, MailboxError>>) -> Result<T, ServiceError> {
    match tokio::time::timeout(PATIENCE, answer).await {
        Ok(Ok(answered)) => Ok(answered),
        // It ended while it was at work, or is still at it: the booking may be committed.
        Ok(Err(_)) | Err(_) => Err(ServiceError::OutcomeUnknown),
    }
}
