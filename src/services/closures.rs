//! Days on which a clinic is closed: listed by those who belong there, changed by those who run it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::{AuditEntry, Origin};
use crate::domain::clinics::Clinic;
use crate::domain::clock::SharedClock;
use crate::domain::closures::{ClosedDays, Closure};
use crate::domain::ids::{AppointmentId, ClinicId, ClosureId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::principals::Caller;
use crate::services::clinics::gate::{lock_with_schedules, move_rules, open, open_to_run, record};
use crate::services::error::{FieldProblem, ServiceError};
use crate::storage::pool::Database;
use crate::storage::{audit, clinics, closures};

/// How many closures that are not over a clinic may have.
const CLOSURES_MAX: usize = 200;

/// Keeps closures. Cloning is cheap.
#[derive(Clone)]
pub struct Closures {
    database: Database,
    clock: SharedClock,
}

/// A closure to be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClosure {
    /// The first day, the clinic's.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
    /// For colleagues; may be empty.
    pub reason: String,
}

/// What is to be changed of a closure; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClosureChange {
    /// The first day, the clinic's.
    pub starts_on: Option<NaiveDate>,
    /// The last day.
    pub ends_on: Option<NaiveDate>,
    /// For colleagues.
    pub reason: Option<String>,
}

/// A closure, and the visits that fall into it; they stay booked.
type Entered = (Closure, Vec<AppointmentId>);

impl Closures {
    /// Over this database, by this clock.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock) -> Self {
        Self { database, clock }
    }

    /// A clinic's closures that are not over, by their first day; 200 at the most.
    ///
    /// # Errors
    /// `NotFound` for those who do not belong to the clinic; `Storage`.
    pub async fn list(&self, caller: &Caller, clinic: ClinicId) -> Result<Vec<Closure>, ServiceError> {
        let mut connection = self.database.connection().await?;
        open(&mut connection, caller, clinic).await?;
        let found = clinics::find_many(&mut connection, &[clinic]).await?.pop();
        let today = today(&found.ok_or(ServiceError::NotFound)?, self.clock.now());
        Ok(closures::list(&mut connection, clinic, today).await?)
    }

    /// Enters a closure; answers it with the visits that fall into it.
    ///
    /// # Errors
    /// `NotFound` for those who do not belong to the clinic; `Forbidden` for doctors; `Invalid`; the conflict
    /// `too_many_closures`; `Busy` where hours are being entered; `Storage`.
    pub async fn add(
        &self,
        caller: &Caller,
        clinic: ClinicId,
        new: NewClosure,
        origin: &Origin,
    ) -> Result<Entered, ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let (clinic, doctors) = lock(connection, caller, clinic).await?;
            let NewClosure { starts_on, ends_on, reason } = new;
            let days = days(starts_on, ends_on, today(&clinic, now))?;
            if closures::list(connection, clinic.id, today(&clinic, now)).await?.len() >= CLOSURES_MAX {
                let message = "Remove a closure that is not needed first.".to_owned();
                return Err(ServiceError::Conflict { code: "too_many_closures", message });
            }
            let id = ClosureId::new(now);
            let closure = Closure { id, clinic_id: clinic.id, days, reason, created_at: now };
            closures::insert(connection, &closure).await?;
            let done = change("closure.create", caller, &closure, origin);
            settle(connection, &doctors, done, now).await?;
            let stranded = stranded(connection, &clinic, &closure, now).await?;
            Ok((closure, stranded))
        })
        .await
    }

    /// Changes a closure that is not over; answers it with the visits that fall into it. What changes nothing leaves no
    /// trace.
    ///
    /// # Errors
    /// `NotFound` for those who do not belong to the clinic and where there is no such closure; `Forbidden` for doctors;
    /// `Invalid`; `Busy` where hours are being entered; `Storage`.
    pub async fn change(
        &self,
        caller: &Caller,
        clinic: ClinicId,
        id: ClosureId,
        wanted: ClosureChange,
        origin: &Origin,
    ) -> Result<Entered, ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let (clinic, doctors) = lock(connection, caller, clinic).await?;
            let before = find(connection, &clinic, id, now).await?;
            let starts_on = wanted.starts_on.unwrap_or(before.days.starts_on());
            let ends_on = wanted.ends_on.unwrap_or(before.days.ends_on());
            let days = days(starts_on, ends_on, today(&clinic, now))?;
            let reason = wanted.reason.unwrap_or_else(|| before.reason.clone());
            let closure = Closure { days, reason, ..before.clone() };
            if closure != before {
                closures::update(connection, &closure, now).await?;
                let done = change("closure.update", caller, &closure, origin);
                settle(connection, &doctors, done, now).await?;
            }
            let stranded = stranded(connection, &clinic, &closure, now).await?;
            Ok((closure, stranded))
        })
        .await
    }

    /// Removes a closure that is not over.
    ///
    /// # Errors
    /// `NotFound` for those who do not belong to the clinic and where there is no such closure; `Forbidden` for doctors;
    /// `Busy` where hours are being entered; `Storage`.
    pub async fn remove(
        &self,
        caller: &Caller,
        clinic: ClinicId,
        id: ClosureId,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let (clinic, doctors) = lock(connection, caller, clinic).await?;
            let closure = find(connection, &clinic, id, now).await?;
            closures::delete(connection, id).await?;
            let done = change("closure.delete", caller, &closure, origin);
            settle(connection, &doctors, done, now).await
        })
        .await
    }
}

async fn lock(
    connection: &mut AsyncPgConnection,
    caller: &Caller,
    clinic: ClinicId,
) -> Result<(Clinic, Vec<UserId>), ServiceError> {
    open_to_run(connection, caller, clinic).await?;
    lock_with_schedules(connection, clinic).await
}

async fn find(
    connection: &mut AsyncPgConnection,
    clinic: &Clinic,
    id: ClosureId,
    now: DateTime<Utc>,
) -> Result<Closure, ServiceError> {
    let closures = closures::list(connection, clinic.id, today(clinic, now)).await?;
    closures.into_iter().find(|closure| closure.id == id).ok_or(ServiceError::NotFound)
}

async fn settle(
    connection: &mut AsyncPgConnection,
    doctors: &[UserId],
    done: AuditEntry,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    move_rules(connection, doctors, now).await?;
    Ok(audit::insert(connection, &[done], now).await?)
}

async fn stranded(
    connection: &mut AsyncPgConnection,
    clinic: &Clinic,
    closure: &Closure,
    now: DateTime<Utc>,
) -> Result<Vec<AppointmentId>, ServiceError> {
    let Interval { start, end } = closure.days.interval(clinic.time_zone);
    let ahead = Interval { start: start.max(now), end };
    Ok(clinics::visits_during(connection, clinic.id, None, ahead).await?)
}

fn today(clinic: &Clinic, now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&clinic.time_zone).date_naive()
}

fn days(starts_on: NaiveDate, ends_on: NaiveDate, today: NaiveDate) -> Result<ClosedDays, ServiceError> {
    ClosedDays::parse(starts_on, ends_on, today).map_err(|(field, invalid)| {
        ServiceError::Invalid(vec![FieldProblem { field: field.to_owned(), invalid }])
    })
}

/// The reason may be about somebody's health and stays out of the record.
fn change(action: &'static str, caller: &Caller, closure: &Closure, origin: &Origin) -> AuditEntry {
    let detail = json!({
        "clinic_id": closure.clinic_id,
        "starts_on": closure.days.starts_on(),
        "ends_on": closure.days.ends_on(),
    });
    record(action, caller, ("closure", closure.id.0), origin, detail)
}
