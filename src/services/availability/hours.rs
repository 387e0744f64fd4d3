//! Weekly hours: list, find, add, change, remove.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike, Utc, Weekday};
use diesel_async::AsyncPgConnection;
use serde_json::json;

use crate::domain::clock::SharedClock;
use crate::domain::day_windows;
use crate::domain::doctors::Doctor;
use crate::domain::ids::{AppointmentId, ClinicId, RuleId, UserId};
use crate::domain::principals::Principal;
use crate::domain::schedules::WeeklyRule;
use crate::domain::versions::Expected;
use crate::domain::weekly_hours::overlap;
use crate::services::availability::overrides;
use crate::services::availability::schedule::{self, Asked, Change, all_accepted, conflict, expect, refused};
use crate::services::availability::stranded::Watch;
use crate::services::error::{FieldProblem, ServiceError};
use crate::storage::availability_rules;
use crate::storage::pool::Database;

/// How many rules a doctor may have; each is looked at for every day of every list of slots.
const RULES_MAX: usize = 200;

/// Keeps weekly hours.
#[derive(Clone)]
pub struct WeeklyHours {
    database: Database,
    clock: SharedClock,
}

/// Hours to be added, on the doctor's wall clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHours {
    /// Where; one of the doctor's clinics.
    pub clinic_id: ClinicId,
    /// Day of the start.
    pub weekday: Weekday,
    /// First minute.
    pub start: NaiveTime,
    /// End; before `start` it is on the next day.
    pub end: NaiveTime,
    /// First day it holds; open where absent.
    pub valid_from: Option<NaiveDate>,
    /// Last day it holds; open where absent.
    pub valid_until: Option<NaiveDate>,
}

/// What is to be changed of hours; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HoursChange {
    /// Where.
    pub clinic_id: Option<ClinicId>,
    /// Day of the start.
    pub weekday: Option<Weekday>,
    /// First minute.
    pub start: Option<NaiveTime>,
    /// End.
    pub end: Option<NaiveTime>,
    /// First day it holds; inside, none for always.
    pub valid_from: Option<Option<NaiveDate>>,
    /// Last day it holds; inside, none for ever.
    pub valid_until: Option<Option<NaiveDate>>,
}

impl WeeklyHours {
    /// Writes to this database, at this time.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock) -> Self {
        Self { database, clock }
    }

    /// A doctor's weekly hours, oldest first; 200 at the most. Staff see those at their clinics.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule, [`ServiceError::Storage`].
    pub async fn list(&self, principal: &Principal, doctor: UserId) -> Result<Vec<WeeklyRule>, ServiceError> {
        let mut connection = self.database.connection().await?;
        schedule::open(&mut connection, principal, doctor).await?;
        let mut rules = availability_rules::of(&connection, &[doctor]).await?;
        rules.retain(|rule| principal.acts_at(rule.clinic_id));
        Ok(rules)
    }

    /// Some of them.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule and where there are no such hours,
    /// [`ServiceError::Storage`].
    pub async fn find(
        &self,
        principal: &Principal,
        doctor: UserId,
        id: RuleId,
    ) -> Result<WeeklyRule, ServiceError> {
        let rules = self.list(principal, doctor).await?;
        rules.into_iter().find(|rule| rule.id == id).ok_or(ServiceError::NotFound)
    }

    /// Adds hours. No visit is left behind by them.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule, [`ServiceError::Invalid`], the conflicts
    /// `overlapping_hours` and `too_many_rules`, [`ServiceError::Storage`].
    pub async fn add(&self, asked: &Asked<'_>, hours: &NewHours) -> Result<WeeklyRule, ServiceError> {
        let now = self.clock.now();
        schedule::write(&self.database, asked, async |connection| {
            let doctor = schedule::lock(connection, asked).await?;
            all_accepted(problems(hours, &doctor, asked.principal))?;
            let rule = rule(RuleId::new(now), doctor.id, hours);
            let others = availability_rules::of(connection, &[doctor.id]).await?;
            fits(connection, &rule, others, now).await?;
            availability_rules::insert(connection, &rule, now).await?;
            schedule::settle(connection, asked, change("availability.create", &rule), now).await?;
            Ok(rule)
        })
        .await
    }

    /// Changes hours; answers them with the visits ahead that no hours cover any more. What changes nothing leaves no
    /// trace.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule and where there are no such hours,
    /// [`ServiceError::Stale`], [`ServiceError::Invalid`], the conflict `overlapping_hours`, [`ServiceError::Storage`].
    pub async fn change(
        &self,
        asked: &Asked<'_>,
        id: RuleId,
        wanted: &HoursChange,
        expected: &Expected,
    ) -> Result<(WeeklyRule, Vec<AppointmentId>), ServiceError> {
        let now = self.clock.now();
        schedule::write(&self.database, asked, async |connection| {
            let doctor = schedule::lock(connection, asked).await?;
            let mut others = availability_rules::of(connection, &[doctor.id]).await?;
            let before = take(&mut others, asked.principal, id)?;
            expect(expected, before.version)?;
            let hours = wanted.apply(&before);
            all_accepted(problems(&hours, &doctor, asked.principal))?;
            let same = rule(id, doctor.id, &hours);
            if (WeeklyRule { version: before.version, ..same.clone() }) == before {
                return Ok((before, Vec::new()));
            }
            let after = WeeklyRule { version: before.version + 1, ..same };
            fits(connection, &after, others, now).await?;
            let watch = Watch::begin(connection, doctor.id, now).await?;
            availability_rules::update(connection, &after, now).await?;
            schedule::settle(connection, asked, change("availability.update", &after), now).await?;
            Ok((after, watch.stranded(connection).await?))
        })
        .await
    }

    /// Removes hours; answers the visits ahead that no hours cover any more.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule and where there are no such hours,
    /// [`ServiceError::Stale`], [`ServiceError::Storage`].
    pub async fn remove(
        &self,
        asked: &Asked<'_>,
        id: RuleId,
        expected: &Expected,
    ) -> Result<Vec<AppointmentId>, ServiceError> {
        let now = self.clock.now();
        schedule::write(&self.database, asked, async |connection| {
            let doctor = schedule::lock(connection, asked).await?.id;
            let mut rules = availability_rules::of(connection, &[doctor]).await?;
            let rule = take(&mut rules, asked.principal, id)?;
            expect(expected, rule.version)?;
            let watch = Watch::begin(connection, doctor, now).await?;
            availability_rules::delete(connection, id).await?;
            schedule::settle(connection, asked, change("availability.delete", &rule), now).await?;
            watch.stranded(connection).await
        })
        .await
    }
}

impl HoursChange {
    fn apply(&self, to: &WeeklyRule) -> NewHours {
        NewHours {
            clinic_id: self.clinic_id.unwrap_or(to.clinic_id),
            weekday: self.weekday.unwrap_or(to.weekday),
            start: self.start.unwrap_or(to.start),
            end: self.end.unwrap_or(to.end),
            valid_from: self.valid_from.unwrap_or(to.valid_from),
            valid_until: self.valid_until.unwrap_or(to.valid_until),
        }
    }
}

/// The rule of this id, apart from the others.
fn take(rules: &mut Vec<WeeklyRule>, principal: &Principal, id: RuleId) -> Result<WeeklyRule, ServiceError> {
    let at = rules.iter().position(|rule| rule.id == id && principal.acts_at(rule.clinic_id));
    Ok(rules.remove(at.ok_or(ServiceError::NotFound)?))
}

fn rule(id: RuleId, doctor_id: UserId, hours: &NewHours) -> WeeklyRule {
    let NewHours { clinic_id, weekday, start, end, valid_from, valid_until } = *hours;
    WeeklyRule { id, doctor_id, clinic_id, weekday, start, end, valid_from, valid_until, version: 1 }
}

fn problems(hours: &NewHours, doctor: &Doctor, principal: &Principal) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let mut refuse = |field, code, message| problems.push(refused(field, code, message));
    let works_there = doctor.clinics.iter().any(|clinic| clinic.id == hours.clinic_id);
    if !works_there || !principal.acts_at(hours.clinic_id) {
        refuse("clinic_id", "unknown_clinic", "The doctor does not work at this clinic.");
    }
    for (field, time) in [("start_time", hours.start), ("end_time", hours.end)] {
        if time.second() != 0 || time.nanosecond() != 0 {
            refuse(field, "not_whole_minutes", "Hours begin and end on a full minute.");
        }
    }
    if hours.start == hours.end {
        refuse("end_time", "empty_window", "Hours cannot end when they begin.");
    }
    for (field, date) in [("valid_from", hours.valid_from), ("valid_until", hours.valid_until)] {
        if date.is_some_and(|date| !(2000..2200).contains(&date.year())) {
            refuse(field, "out_of_range", "Choose a year between 2000 and 2199.");
        }
    }
    if let (Some(from), Some(until)) = (hours.valid_from, hours.valid_until)
        && until < from
    {
        refuse("valid_until", "before_valid_from", "The last day cannot be before the first.");
    }
    problems
}

async fn fits(
    connection: &AsyncPgConnection,
    rule: &WeeklyRule,
    others: Vec<WeeklyRule>,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    fit(rule, &others)?;
    let overrides = overrides::by_date(connection, rule.doctor_id, now).await?;
    let weekly: Vec<WeeklyRule> = others.into_iter().chain([rule.clone()]).collect();
    if day_windows::clash(&weekly, &overrides).is_some() { Err(overlapping()) } else { Ok(()) }
}

fn fit(rule: &WeeklyRule, others: &[WeeklyRule]) -> Result<(), ServiceError> {
    if others.iter().any(|other| overlap(rule, other)) {
        Err(overlapping())
    } else if others.len() >= RULES_MAX {
        Err(conflict("too_many_rules", "Remove hours that no longer hold first."))
    } else {
        Ok(())
    }
}

fn overlapping() -> ServiceError {
    conflict("overlapping_hours", "The doctor has other hours then.")
}

fn change(action: &'static str, rule: &WeeklyRule) -> Change {
    let detail = json!({
        "doctor_id": rule.doctor_id,
        "clinic_id": rule.clinic_id,
        "weekday": rule.weekday.number_from_monday(),
        "start_time": rule.start,
        "end_time": rule.end,
        "valid_from": rule.valid_from,
        "valid_until": rule.valid_until,
    });
    Change { action, object_kind: "availability_rule", object_id: rule.id.0, detail }
}

#[cfg(test)]
#[path = "hours_tests.rs"]
mod tests;
