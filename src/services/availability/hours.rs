//! Weekly hours: list, add, remove.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike, Utc, Weekday};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::Origin;
use crate::domain::calendar::Calendar;
use crate::domain::clock::SharedClock;
use crate::domain::doctors::Doctor;
use crate::domain::ids::{AppointmentId, ClinicId, RuleId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::principals::Principal;
use crate::domain::schedules::WeeklyRule;
use crate::domain::weekly_hours::overlap;
use crate::services::availability::schedule::{self, Change, all_accepted, refused};
use crate::services::error::{FieldProblem, ServiceError};
use crate::storage::pool::Database;
use crate::storage::{appointments, calendars, schedules};

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
        let mut rules = schedules::rules(&mut connection, doctor).await?;
        rules.retain(|rule| principal.acts_at(rule.clinic_id));
        Ok(rules)
    }

    /// Adds hours.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule, [`ServiceError::Invalid`], the conflicts
    /// `overlapping_hours` and `too_many_rules`, [`ServiceError::Storage`].
    pub async fn add(
        &self,
        principal: &Principal,
        origin: &Origin,
        doctor: UserId,
        hours: &NewHours,
    ) -> Result<WeeklyRule, ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        connection
            .transaction(async |connection| {
                let doctor = schedule::lock(connection, principal, doctor).await?;
                all_accepted(problems(hours, &doctor, principal))?;
                let rule = rule(RuleId::new(now), doctor.id, hours);
                fits(&rule, &schedules::rules(connection, doctor.id).await?)?;
                schedules::insert_rule(connection, &rule, now).await?;
                let change = change("availability.create", principal, origin, &rule);
                schedule::settle(connection, doctor.id, change, now).await?;
                Ok(rule)
            })
            .await
    }

    /// Removes hours; answers the visits ahead that no hours cover any more.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule and where there are no such hours,
    /// [`ServiceError::Storage`].
    pub async fn remove(
        &self,
        principal: &Principal,
        origin: &Origin,
        doctor: UserId,
        id: RuleId,
    ) -> Result<Vec<AppointmentId>, ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        connection
            .transaction(async |connection| {
                let doctor = schedule::lock(connection, principal, doctor).await?.id;
                let before = calendars::load(connection, doctor, now).await?.ok_or(ServiceError::NotFound)?;
                let rule = before.weekly.iter().find(|rule| rule.id == id);
                let rule = rule.filter(|rule| principal.acts_at(rule.clinic_id));
                let rule = rule.ok_or(ServiceError::NotFound)?;
                schedules::delete_rule(connection, doctor, id).await?;
                let stranded = stranded(connection, &before, id, now).await?;
                let change = change("availability.delete", principal, origin, rule);
                schedule::settle(connection, doctor, change, now).await?;
                Ok(stranded)
            })
            .await
    }
}

fn rule(id: RuleId, doctor_id: UserId, hours: &NewHours) -> WeeklyRule {
    let NewHours { clinic_id, weekday, start, end, valid_from, valid_until } = *hours;
    WeeklyRule { id, doctor_id, clinic_id, weekday, start, end, valid_from, valid_until }
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

fn fits(rule: &WeeklyRule, others: &[WeeklyRule]) -> Result<(), ServiceError> {
    let (code, message) = if others.iter().any(|other| overlap(rule, other)) {
        ("overlapping_hours", "The doctor has other hours then.")
    } else if others.len() >= RULES_MAX {
        ("too_many_rules", "Remove hours that no longer hold first.")
    } else {
        return Ok(());
    };
    Err(ServiceError::Conflict { code, message: message.to_owned() })
}

/// The visits ahead that the removed rule covered and no other does.
async fn stranded(
    connection: &mut AsyncPgConnection,
    before: &Calendar,
    removed: RuleId,
    now: DateTime<Utc>,
) -> Result<Vec<AppointmentId>, ServiceError> {
    let mut after = before.clone();
    after.weekly.retain(|rule| rule.id != removed);
    let ahead = Interval { start: now, end: DateTime::<Utc>::MAX_UTC };
    let visits = appointments::find::upcoming(connection, before.doctor_id, ahead).await?;
    let uncovered = |visit: &Interval| before.works_during(visit) && !after.works_during(visit);
    Ok(visits.into_iter().filter(|(_, visit)| uncovered(visit)).map(|(id, _)| id).collect())
}

fn change<'a>(
    action: &'static str,
    principal: &'a Principal,
    origin: &'a Origin,
    rule: &WeeklyRule,
) -> Change<'a> {
    let detail = json!({
        "doctor_id": rule.doctor_id,
        "clinic_id": rule.clinic_id,
        "weekday": rule.weekday.number_from_monday(),
        "start_time": rule.start,
        "end_time": rule.end,
        "valid_from": rule.valid_from,
        "valid_until": rule.valid_until,
    });
    Change { principal, origin, action, object_kind: "availability_rule", object_id: rule.id.0, detail }
}

#[cfg(test)]
#[path = "hours_tests.rs"]
mod tests;
