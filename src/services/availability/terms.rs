//! The terms of a schedule as a whole: its zone, notice, horizon, limits and grid.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel_async::AsyncPgConnection;
use serde_json::json;

use crate::domain::clock::SharedClock;
use crate::domain::ids::{AppointmentId, UserId};
use crate::domain::principals::Principal;
use crate::domain::schedules::{Terms, TimeOff};
use crate::domain::versions::Expected;
use crate::domain::wall_clock::{shown, stretch};
use crate::services::availability::schedule::{self, Asked, Change, all_accepted, expect, refused};
use crate::services::availability::stranded::Watch;
use crate::services::error::ServiceError;
use crate::storage::pool::Database;
use crate::storage::{schedules, time_off};

/// The longest notice and cut-off: thirty days.
const MINUTES_MAX: i32 = 30 * 24 * 60;

/// Keeps terms.
#[derive(Clone)]
pub struct ScheduleTerms {
    database: Database,
    clock: SharedClock,
}

/// Terms, and at which versions they were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentTerms {
    /// Whose.
    pub doctor_id: UserId,
    /// The terms.
    pub terms: Terms,
    /// Moves with the rules.
    pub rules_version: i64,
    /// Moves with every visit.
    pub calendar_version: i64,
}

impl ScheduleTerms {
    /// Writes to this database, at this time.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock) -> Self {
        Self { database, clock }
    }

    /// A doctor's terms.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule, [`ServiceError::Storage`].
    pub async fn find(&self, principal: &Principal, doctor: UserId) -> Result<CurrentTerms, ServiceError> {
        let mut connection = self.database.connection().await?;
        schedule::open(&mut connection, principal, doctor).await?;
        current(&mut connection, doctor).await
    }

    /// Sets a doctor's terms; answers them with the visits ahead that are outside of the hours now, as they may be where
    /// the zone is another. Visits keep their instants; hours, dates and absences that come again keep their wall clock.
    /// What changes nothing leaves no trace.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule, [`ServiceError::Stale`],
    /// [`ServiceError::Invalid`], [`ServiceError::Storage`].
    pub async fn set(
        &self,
        asked: &Asked<'_>,
        terms: &Terms,
        expected: &Expected,
    ) -> Result<(CurrentTerms, Vec<AppointmentId>), ServiceError> {
        let now = self.clock.now();
        schedule::write(&self.database, asked, async |connection| {
            let doctor = schedule::lock(connection, asked).await?.id;
            let before = current(connection, doctor).await?;
            expect(expected, before.rules_version)?;
            check(terms)?;
            if before.terms == *terms {
                return Ok((before, Vec::new()));
            }
            let watch = Watch::begin(connection, doctor, now).await?;
            schedules::update_terms(connection, doctor, terms, now).await?;
            let zones = (before.terms.time_zone, terms.time_zone);
            if zones.0 != zones.1 {
                move_absences(connection, doctor, zones, now).await?;
            }
            schedule::settle(connection, asked, change(doctor, terms), now).await?;
            Ok((current(connection, doctor).await?, watch.stranded(connection).await?))
        })
        .await
    }
}

async fn current(
    connection: &mut AsyncPgConnection,
    doctor_id: UserId,
) -> Result<CurrentTerms, ServiceError> {
    let found = schedules::terms(connection, doctor_id).await?.ok_or(ServiceError::NotFound)?;
    let (terms, rules_version, calendar_version) = found;
    Ok(CurrentTerms { doctor_id, terms, rules_version, calendar_version })
}

/// An absence that comes again was meant on the doctor's wall clock, which is another now.
async fn move_absences(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    (from, to): (Tz, Tz),
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    for absence in time_off::of(connection, &[doctor], now).await? {
        if absence.recurrence.is_some() {
            let moved = stretch(to, shown(from, absence.starts_at), shown(from, absence.ends_at));
            let version = absence.version + 1;
            let absence = TimeOff { starts_at: moved.start, ends_at: moved.end, version, ..absence };
            time_off::update(connection, &absence, to, now).await?;
        }
    }
    Ok(())
}

fn check(terms: &Terms) -> Result<(), ServiceError> {
    let mut problems = Vec::new();
    let mut within = |field, value: i32, least, most| {
        if !(least..=most).contains(&value) {
            problems.push(refused(field, "out_of_range", &format!("Choose {least} to {most}.")));
        }
    };
    within("min_notice_minutes", terms.min_notice_minutes, 0, MINUTES_MAX);
    within("max_advance_days", terms.max_advance_days, 1, 730);
    within("max_per_day", terms.max_per_day.unwrap_or(1), 1, 500);
    within("cancel_cutoff_minutes", terms.cancel_cutoff_minutes, 0, MINUTES_MAX);
    within("slot_grid_minutes", terms.slot_grid_minutes, 5, 240);
    all_accepted(problems)
}

fn change(doctor: UserId, terms: &Terms) -> Change {
    let detail = json!({
        "doctor_id": doctor,
        "time_zone": terms.time_zone.name(),
        "min_notice_minutes": terms.min_notice_minutes,
        "max_advance_days": terms.max_advance_days,
        "max_per_day": terms.max_per_day,
        "cancel_cutoff_minutes": terms.cancel_cutoff_minutes,
        "slot_grid_minutes": terms.slot_grid_minutes,
        "auto_confirm": terms.auto_confirm,
    });
    Change { action: "schedule.update", object_kind: "schedule", object_id: doctor.0, detail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_within_reason() {
        let good = Terms {
            time_zone: chrono_tz::Europe::Paris,
            min_notice_minutes: 0,
            max_advance_days: 90,
            max_per_day: None,
            cancel_cutoff_minutes: 120,
            slot_grid_minutes: 30,
            auto_confirm: false,
        };
        assert!(check(&good).is_ok());
        for (wrong, field) in [
            (Terms { min_notice_minutes: -1, ..good.clone() }, "min_notice_minutes"),
            (Terms { max_advance_days: 731, ..good.clone() }, "max_advance_days"),
            (Terms { max_per_day: Some(0), ..good.clone() }, "max_per_day"),
            (Terms { cancel_cutoff_minutes: 43_201, ..good.clone() }, "cancel_cutoff_minutes"),
            (Terms { slot_grid_minutes: 4, ..good }, "slot_grid_minutes"),
        ] {
            let Err(ServiceError::Invalid(problems)) = check(&wrong) else { panic!("{field} was accepted") };
            assert_eq!(problems[0].field, field);
        }
    }
}
