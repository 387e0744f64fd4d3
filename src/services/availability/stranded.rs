//! Which visits a change of the rules leaves behind: those ahead that the doctor was there for, and is no more.

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;

use crate::domain::calendar::Calendar;
use crate::domain::ids::{AppointmentId, ClinicId, UserId};
use crate::domain::intervals::Interval;
use crate::services::error::ServiceError;
use crate::storage::{appointments, calendars};

/// The visits ahead and the rules that hold, from before a change.
pub(super) struct Watch {
    doctor: UserId,
    now: DateTime<Utc>,
    visits: Vec<(AppointmentId, ClinicId, Interval)>,
    before: Option<Calendar>,
}

impl Watch {
    /// Looks at what is there before the change. The schedule is locked.
    ///
    /// # Errors
    /// [`ServiceError::Storage`].
    pub(super) async fn begin(
        connection: &mut AsyncPgConnection,
        doctor: UserId,
        now: DateTime<Utc>,
    ) -> Result<Self, ServiceError> {
        let visits = appointments::find::ahead(connection, doctor, now).await?;
        let mut watch = Self { doctor, now, visits, before: None };
        watch.before = watch.rules(connection).await?;
        Ok(watch)
    }

    /// The visits that were within the rules and are not within those that hold now, by their start. They stay booked.
    ///
    /// # Errors
    /// [`ServiceError::Storage`].
    pub(super) async fn stranded(
        self,
        connection: &mut AsyncPgConnection,
    ) -> Result<Vec<AppointmentId>, ServiceError> {
        let after = self.rules(connection).await?;
        let (Some(before), Some(after)) = (self.before, after) else { return Ok(Vec::new()) };
        let left = |(_, clinic, visit): &(AppointmentId, ClinicId, Interval)| {
            before.is_there(*clinic, visit) && !after.is_there(*clinic, visit)
        };
        Ok(self.visits.into_iter().filter(left).map(|(id, ..)| id).collect())
    }

    /// The rules until the last visit is over; none where there is nothing to watch.
    async fn rules(&self, connection: &mut AsyncPgConnection) -> Result<Option<Calendar>, ServiceError> {
        let Some(until) = self.visits.iter().map(|(.., visit)| visit.end).max() else { return Ok(None) };
        Ok(calendars::rules(connection, self.doctor, self.now, until).await?)
    }
}
