//! Absences: list, add, remove.

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::AsyncConnection;
use serde_json::json;

use crate::domain::audit::Origin;
use crate::domain::clock::SharedClock;
use crate::domain::ids::{AppointmentId, TimeOffId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::principals::Principal;
use crate::domain::schedules::TimeOff;
use crate::domain::text;
use crate::services::availability::schedule::{self, Change, all_accepted, refused};
use crate::services::error::{FieldProblem, ServiceError};
use crate::storage::pool::Database;
use crate::storage::{appointments, schedules};

/// How many absences that are not over a doctor may have.
const ABSENCES_MAX: usize = 200;
/// How long an absence may be, and how far ahead it may begin: two years.
const LONGEST: TimeDelta = TimeDelta::days(731);
/// Characters of the reason.
const REASON_MAX: usize = 500;

/// Keeps absences.
#[derive(Clone)]
pub struct Absences {
    database: Database,
    clock: SharedClock,
}

/// An absence to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAbsence {
    /// First instant away.
    pub starts_at: DateTime<Utc>,
    /// First instant back.
    pub ends_at: DateTime<Utc>,
    /// For colleagues; may be empty.
    pub reason: String,
}

impl Absences {
    /// Writes to this database, at this time.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock) -> Self {
        Self { database, clock }
    }

    /// A doctor's absences that are not over, by their start; 200 at the most.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule, [`ServiceError::Storage`].
    pub async fn list(&self, principal: &Principal, doctor: UserId) -> Result<Vec<TimeOff>, ServiceError> {
        let mut connection = self.database.connection().await?;
        schedule::open(&mut connection, principal, doctor).await?;
        Ok(schedules::absences(&mut connection, doctor, self.clock.now()).await?)
    }

    /// Adds an absence; answers it with the visits that fall into it. They stay booked.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule, [`ServiceError::Invalid`], the conflict
    /// `too_many_absences`, [`ServiceError::Storage`].
    pub async fn add(
        &self,
        principal: &Principal,
        origin: &Origin,
        doctor: UserId,
        wanted: &NewAbsence,
    ) -> Result<(TimeOff, Vec<AppointmentId>), ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        connection
            .transaction(async |connection| {
                let doctor = schedule::lock(connection, principal, doctor).await?.id;
                let absence = absence(doctor, wanted, now)?;
                if schedules::absences(connection, doctor, now).await?.len() >= ABSENCES_MAX {
                    let message = "Remove an absence that is not needed first.".to_owned();
                    return Err(ServiceError::Conflict { code: "too_many_absences", message });
                }
                schedules::insert_absence(connection, &absence, now).await?;
                let away = Interval { start: absence.starts_at.max(now), end: absence.ends_at };
                let stranded = appointments::find::upcoming(connection, doctor, away).await?;
                let change = change("time_off.create", principal, origin, &absence);
                schedule::settle(connection, doctor, change, now).await?;
                Ok((absence, stranded.into_iter().map(|(id, _)| id).collect()))
            })
            .await
    }

    /// Removes an absence that is not over.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule and where there is no such absence,
    /// [`ServiceError::Storage`].
    pub async fn remove(
        &self,
        principal: &Principal,
        origin: &Origin,
        doctor: UserId,
        id: TimeOffId,
    ) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        connection
            .transaction(async |connection| {
                let doctor = schedule::lock(connection, principal, doctor).await?.id;
                let absences = schedules::absences(connection, doctor, now).await?;
                let absence =
                    absences.iter().find(|absence| absence.id == id).ok_or(ServiceError::NotFound)?;
                schedules::delete_absence(connection, doctor, id).await?;
                let change = change("time_off.delete", principal, origin, absence);
                schedule::settle(connection, doctor, change, now).await
            })
            .await
    }
}

fn absence(doctor_id: UserId, wanted: &NewAbsence, now: DateTime<Utc>) -> Result<TimeOff, ServiceError> {
    let mut problems = Vec::new();
    let NewAbsence { starts_at, ends_at, .. } = *wanted;
    if ends_at <= starts_at {
        problems.push(refused("ends_at", "before_start", "An absence ends after it begins."));
    } else if ends_at <= now {
        problems.push(refused("ends_at", "in_the_past", "This absence is over already."));
    } else if ends_at.signed_duration_since(starts_at) > LONGEST {
        problems.push(refused("ends_at", "too_long", "An absence lasts two years at most."));
    }
    if starts_at.signed_duration_since(now) > LONGEST {
        problems.push(refused("starts_at", "too_far", "An absence begins within two years."));
    }
    let reason = text::paragraph(&wanted.reason, REASON_MAX).unwrap_or_else(|invalid| {
        problems.push(FieldProblem { field: "reason".to_owned(), invalid });
        String::new()
    });
    all_accepted(problems)?;
    Ok(TimeOff { id: TimeOffId::new(now), doctor_id, starts_at, ends_at, reason })
}

/// The reason may be about somebody's health and stays out of the record.
fn change<'a>(
    action: &'static str,
    principal: &'a Principal,
    origin: &'a Origin,
    absence: &TimeOff,
) -> Change<'a> {
    let detail = json!({
        "doctor_id": absence.doctor_id,
        "starts_at": absence.starts_at,
        "ends_at": absence.ends_at,
    });
    Change { principal, origin, action, object_kind: "time_off", object_id: absence.id.0, detail }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn refusals(starts_at: &str, ends_at: &str, reason: &str) -> Vec<&'static str> {
        let wanted =
            NewAbsence { starts_at: utc(starts_at), ends_at: utc(ends_at), reason: reason.to_owned() };
        match absence(UserId(Uuid::nil()), &wanted, utc("2026-11-22T10:00:00Z")) {
            Err(ServiceError::Invalid(problems)) => {
                problems.iter().map(|problem| problem.invalid.code).collect()
            }
            other => other.map(|_| Vec::new()).unwrap(),
        }
    }

    #[test]
    fn an_absence_may_have_begun_but_not_be_over() {
        assert!(refusals("2026-11-20T00:00:00Z", "2026-11-22T10:00:01Z", "").is_empty());
        assert_eq!(refusals("2026-11-20T00:00:00Z", "2026-11-22T10:00:00Z", ""), ["in_the_past"]);
        assert_eq!(refusals("2026-12-02T00:00:00Z", "2026-12-01T00:00:00Z", ""), ["before_start"]);
    }

    #[test]
    fn an_absence_is_bounded_on_every_side() {
        assert_eq!(refusals("2026-12-01T00:00:00Z", "2029-01-01T00:00:00Z", ""), ["too_long"]);
        assert_eq!(refusals("2030-01-01T00:00:00Z", "2030-01-02T00:00:00Z", ""), ["too_far"]);
        assert_eq!(refusals("2026-12-01T00:00:00Z", "2026-12-02T00:00:00Z", "a\0b"), ["control_character"]);
    }
}
