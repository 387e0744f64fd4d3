//! Absences: list, find, add, change, remove.

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use diesel_async::AsyncPgConnection;
use serde_json::json;

use crate::domain::clock::SharedClock;
use crate::domain::ids::{AppointmentId, TimeOffId, UserId};
use crate::domain::principals::Principal;
use crate::domain::recurrence::Recurrence;
use crate::domain::schedules::TimeOff;
use crate::domain::text;
use crate::domain::versions::Expected;
use crate::domain::wall_clock::shown;
use crate::services::availability::schedule::{self, Asked, Change, all_accepted, conflict, expect, refused};
use crate::services::availability::stranded::Watch;
use crate::services::error::{FieldProblem, ServiceError};
use crate::storage::pool::Database;
use crate::storage::time_off;

/// How many absences that are not over a doctor may have.
const ABSENCES_MAX: usize = 200;
/// How many of them may come again: each is followed day by day for every list of slots.
const RECURRING_MAX: usize = 20;
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
#[derive(Debug, Clone, PartialEq)]
pub struct NewAbsence {
    /// First instant away, the first time.
    pub starts_at: DateTime<Utc>,
    /// First instant back, the first time.
    pub ends_at: DateTime<Utc>,
    /// How it comes again.
    pub recurrence: Option<Recurrence>,
    /// For colleagues; may be empty.
    pub reason: String,
}

/// What is to be changed of an absence; what is none stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AbsenceChange {
    /// First instant away, the first time.
    pub starts_at: Option<DateTime<Utc>>,
    /// First instant back, the first time.
    pub ends_at: Option<DateTime<Utc>>,
    /// How it comes again; inside, none for once.
    pub recurrence: Option<Option<Recurrence>>,
    /// For colleagues.
    pub reason: Option<String>,
}

/// An absence, and the visits ahead that fall into it; they stay booked.
type Entered = (TimeOff, Vec<AppointmentId>);

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
        Ok(time_off::of(&connection, &[doctor], self.clock.now()).await?)
    }

    /// One of them.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule and where there is no such absence,
    /// [`ServiceError::Storage`].
    pub async fn find(
        &self,
        principal: &Principal,
        doctor: UserId,
        id: TimeOffId,
    ) -> Result<TimeOff, ServiceError> {
        let absences = self.list(principal, doctor).await?;
        absences.into_iter().find(|absence| absence.id == id).ok_or(ServiceError::NotFound)
    }

    /// Adds an absence; answers it with the visits that fall into it.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule, [`ServiceError::Invalid`], the conflict
    /// `too_many_absences`, [`ServiceError::Storage`].
    pub async fn add(&self, asked: &Asked<'_>, wanted: NewAbsence) -> Result<Entered, ServiceError> {
        let now = self.clock.now();
        schedule::write(&self.database, asked, async |connection| {
            let doctor = schedule::lock(connection, asked).await?;
            let (id, zone) = (TimeOffId::new(now), doctor.time_zone);
            let absence = checked(id, doctor.id, wanted.clone(), zone, now)?;
            room_for(&absence, &time_off::of(connection, &[doctor.id], now).await?)?;
            let watch = Watch::begin(connection, doctor.id, now).await?;
            time_off::insert(connection, &absence, zone, now).await?;
            settle(connection, asked, "time_off.create", &absence, now).await?;
            Ok((absence, watch.stranded(connection).await?))
        })
        .await
    }

    /// Changes an absence that is not over; answers it with the visits that fall into it and did not before. What
    /// changes nothing leaves no trace.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule and where there is no such absence,
    /// [`ServiceError::Stale`], [`ServiceError::Invalid`], the conflict `too_many_absences`, [`ServiceError::Storage`].
    pub async fn change(
        &self,
        asked: &Asked<'_>,
        id: TimeOffId,
        wanted: AbsenceChange,
        expected: &Expected,
    ) -> Result<Entered, ServiceError> {
        let now = self.clock.now();
        schedule::write(&self.database, asked, async |connection| {
            let doctor = schedule::lock(connection, asked).await?;
            let mut others = time_off::of(connection, &[doctor.id], now).await?;
            let before = take(&mut others, id)?;
            expect(expected, before.version)?;
            let zone = doctor.time_zone;
            let same = checked(id, doctor.id, wanted.clone().apply(&before), zone, now)?;
            if (TimeOff { version: before.version, ..same.clone() }) == before {
                return Ok((before, Vec::new()));
            }
            let after = TimeOff { version: before.version + 1, ..same };
            room_for(&after, &others)?;
            let watch = Watch::begin(connection, doctor.id, now).await?;
            time_off::update(connection, &after, zone, now).await?;
            settle(connection, asked, "time_off.update", &after, now).await?;
            Ok((after, watch.stranded(connection).await?))
        })
        .await
    }

    /// Removes an absence that is not over. No visit is left behind by that.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule and where there is no such absence,
    /// [`ServiceError::Stale`], [`ServiceError::Storage`].
    pub async fn remove(
        &self,
        asked: &Asked<'_>,
        id: TimeOffId,
        expected: &Expected,
    ) -> Result<(), ServiceError> {
        let now = self.clock.now();
        schedule::write(&self.database, asked, async |connection| {
            let doctor = schedule::lock(connection, asked).await?.id;
            let absence = take(&mut time_off::of(connection, &[doctor], now).await?, id)?;
            expect(expected, absence.version)?;
            time_off::delete(connection, id).await?;
            settle(connection, asked, "time_off.delete", &absence, now).await
        })
        .await
    }
}

impl AbsenceChange {
    fn apply(self, to: &TimeOff) -> NewAbsence {
        NewAbsence {
            starts_at: self.starts_at.unwrap_or(to.starts_at),
            ends_at: self.ends_at.unwrap_or(to.ends_at),
            recurrence: self.recurrence.unwrap_or_else(|| to.recurrence.clone()),
            reason: self.reason.unwrap_or_else(|| to.reason.clone()),
        }
    }
}

/// The absence of this id, apart from the others.
fn take(absences: &mut Vec<TimeOff>, id: TimeOffId) -> Result<TimeOff, ServiceError> {
    let at = absences.iter().position(|absence| absence.id == id).ok_or(ServiceError::NotFound)?;
    Ok(absences.remove(at))
}

fn room_for(absence: &TimeOff, others: &[TimeOff]) -> Result<(), ServiceError> {
    let recurring = others.iter().filter(|other| other.recurrence.is_some()).count();
    if others.len() >= ABSENCES_MAX || (absence.recurrence.is_some() && recurring >= RECURRING_MAX) {
        return Err(conflict("too_many_absences", "Remove an absence that is not needed first."));
    }
    Ok(())
}

fn checked(
    id: TimeOffId,
    doctor_id: UserId,
    wanted: NewAbsence,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<TimeOff, ServiceError> {
    let NewAbsence { starts_at, ends_at, recurrence, reason } = wanted;
    let absence = TimeOff { id, doctor_id, starts_at, ends_at, recurrence, reason, version: 1 };
    let mut problems = Vec::new();
    let length = ends_at.signed_duration_since(starts_at);
    let far = [starts_at, ends_at].iter().any(|at| at.signed_duration_since(now).abs() > LONGEST * 10);
    if length <= TimeDelta::zero() {
        problems.push(refused("ends_at", "before_start", "An absence ends after it begins."));
    } else if length > LONGEST {
        problems.push(refused("ends_at", "too_long", "An absence lasts two years at most."));
    } else if far || starts_at.signed_duration_since(now) > LONGEST {
        problems.push(refused("starts_at", "too_far", "An absence begins within two years."));
    } else if let Some(problem) = again(&absence, zone) {
        problems.push(problem);
    } else if absence.over_at(zone).is_some_and(|over| over <= now) {
        problems.push(refused("ends_at", "in_the_past", "This absence is over already."));
    }
    let reason = text::paragraph(&absence.reason, REASON_MAX).unwrap_or_else(|invalid| {
        problems.push(FieldProblem { field: "reason".to_owned(), invalid });
        String::new()
    });
    all_accepted(problems)?;
    Ok(TimeOff { reason, ..absence })
}

/// What is wrong with how an absence comes again.
fn again(absence: &TimeOff, zone: Tz) -> Option<FieldProblem> {
    let recurrence = absence.recurrence.as_ref()?;
    let whole = |at: DateTime<Utc>| at.second() == 0 && at.nanosecond() == 0;
    if !whole(absence.starts_at) || !whole(absence.ends_at) {
        let message = "An absence that comes again begins and ends on a full minute.";
        return Some(refused("starts_at", "not_whole_minutes", message));
    }
    if shown(zone, absence.ends_at) <= shown(zone, absence.starts_at) {
        let message = "The doctor's clock is set back meanwhile: begin with another time.";
        return Some(refused("ends_at", "before_start", message));
    }
    let invalid = recurrence.starts_with(&absence.first(), zone).err()?;
    Some(FieldProblem { field: "recurrence".to_owned(), invalid })
}

/// The reason may be about somebody's health and stays out of the record.
async fn settle(
    connection: &mut AsyncPgConnection,
    asked: &Asked<'_>,
    action: &'static str,
    absence: &TimeOff,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let detail = json!({
        "doctor_id": absence.doctor_id,
        "starts_at": absence.starts_at,
        "ends_at": absence.ends_at,
        "recurrence": absence.recurrence.as_ref().map(Recurrence::as_str),
    });
    let change = Change { action, object_kind: "time_off", object_id: absence.id.0, detail };
    schedule::settle(connection, asked, change, now).await
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn refusals(starts_at: &str, ends_at: &str, reason: &str) -> Vec<&'static str> {
        let wanted = NewAbsence {
            starts_at: utc(starts_at),
            ends_at: utc(ends_at),
            recurrence: None,
            reason: reason.to_owned(),
        };
        let (id, doctor) = (TimeOffId(Uuid::nil()), UserId(Uuid::nil()));
        match checked(id, doctor, wanted, Tz::UTC, utc("2026-11-22T10:00:00Z")) {
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
