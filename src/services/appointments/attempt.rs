//! A decision from memory that is written in a transaction of its own, and what may come of it.

use diesel_async::AsyncPgConnection;

use crate::domain::appointments::Appointment;
use crate::domain::events::Event;
use crate::services::error::ServiceError;
use crate::storage::appointments::insert::NewAppointment;
use crate::storage::appointments::obstacles::{self, Obstacle};
use crate::storage::error::StorageError;
use crate::storage::schedules;

/// Why nothing was written.
#[derive(Debug)]
pub enum Abort {
    /// Something stood in the way that was not known when it was decided.
    Met(Obstacle),
    /// It is not to be.
    Refused(ServiceError),
}

/// What was written.
#[derive(Debug, Clone)]
pub struct Done<T> {
    /// What was asked for.
    pub made: T,
    /// What happened, each with the visit that it is about.
    pub happened: Vec<(Event, Option<Appointment>)>,
    /// The doctor's calendar with it.
    pub calendar_version: i64,
}

impl From<ServiceError> for Abort {
    fn from(error: ServiceError) -> Self {
        Self::Refused(error)
    }
}

impl From<StorageError> for Abort {
    fn from(error: StorageError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<diesel::result::Error> for Abort {
    fn from(error: diesel::result::Error) -> Self {
        Self::Refused(error.into())
    }
}

/// Moves a doctor's calendar on; answers its version.
///
/// # Errors
/// `Storage`.
pub async fn bump(connection: &AsyncPgConnection, visit: &NewAppointment) -> Result<i64, StorageError> {
    let versions = schedules::bump_calendars(connection, &[visit.appointment.doctor_id]).await?;
    Ok(versions.first().map_or(0, |(_, version)| *version))
}

/// What stood in the way of a visit that was not written; the rules are as they were when it was decided on.
///
/// # Errors
/// `Storage`.
pub async fn obstacle(
    connection: &AsyncPgConnection,
    refused: &NewAppointment,
) -> Result<Obstacle, StorageError> {
    let found = obstacles::find(connection, &[refused]).await?;
    Ok(found.get(&refused.appointment.id).copied().unwrap_or(Obstacle::Moved))
}
