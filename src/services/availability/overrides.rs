//! Other hours on single dates: list, find, add, change, remove.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel_async::AsyncPgConnection;
use serde_json::json;

use crate::domain::clock::SharedClock;
use crate::domain::day_windows;
use crate::domain::doctors::Doctor;
use crate::domain::ids::{AppointmentId, ClinicId, OverrideId, UserId};
use crate::domain::principals::Principal;
use crate::domain::schedules::{DateOverride, DayHours, DayWindow};
use crate::domain::versions::Expected;
use crate::services::availability::new_override::{NewOverride, OverrideChange, checked, today};
use crate::services::availability::schedule::{self, Asked, Change, conflict, expect};
use crate::services::availability::stranded::Watch;
use crate::services::error::ServiceError;
use crate::storage::pool::Database;
use crate::storage::{availability_overrides, availability_rules};

/// How many dates ahead may have hours of their own.
const OVERRIDES_MAX: usize = 400;

/// Keeps hours of single dates.
#[derive(Clone)]
pub struct Overrides {
    database: Database,
    clock: SharedClock,
}

/// What a date has, and the visits ahead that are outside of it now; they stay booked.
type Entered = (DateOverride, Vec<AppointmentId>);

impl Overrides {
    /// Writes to this database, at this time.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock) -> Self {
        Self { database, clock }
    }

    /// A doctor's dates with hours of their own that are not over, by date; 400 at the most. Staff see the windows at
    /// their clinics.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule, [`ServiceError::Storage`].
    pub async fn list(
        &self,
        principal: &Principal,
        doctor: UserId,
    ) -> Result<Vec<DateOverride>, ServiceError> {
        let mut connection = self.database.connection().await?;
        let doctor = schedule::open(&mut connection, principal, doctor).await?;
        let today = today(&doctor, self.clock.now());
        let dates = availability_overrides::of(&connection, &[doctor.id], today).await?;
        Ok(dates.into_iter().map(|date| seen(date, principal)).collect())
    }

    /// One of them.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule and where there is no such date,
    /// [`ServiceError::Storage`].
    pub async fn find(
        &self,
        principal: &Principal,
        doctor: UserId,
        id: OverrideId,
    ) -> Result<DateOverride, ServiceError> {
        let dates = self.list(principal, doctor).await?;
        dates.into_iter().find(|date| date.id == id).ok_or(ServiceError::NotFound)
    }

    /// Gives a date hours of its own; answers them with the visits that are outside of them now.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule, [`ServiceError::Invalid`], the conflicts
    /// `override_exists`, `overlapping_hours` and `too_many_overrides`, [`ServiceError::Storage`].
    pub async fn add(&self, asked: &Asked<'_>, wanted: NewOverride) -> Result<Entered, ServiceError> {
        let now = self.clock.now();
        schedule::write(&self.database, asked, async |connection| {
            let doctor = schedule::lock(connection, asked).await?;
            let others = availability_overrides::of(connection, &[doctor.id], today(&doctor, now)).await?;
            if others.len() >= OVERRIDES_MAX {
                return Err(conflict("too_many_overrides", "Remove a date that is not needed first."));
            }
            let new = checked(OverrideId::new(now), 1, wanted, &doctor, asked.principal, now)?;
            free(&new, &others)?;
            let watch = Watch::begin(connection, doctor.id, now).await?;
            availability_overrides::insert(connection, &new, now).await?;
            settle(connection, asked, "override.create", new, watch, now).await
        })
        .await
    }

    /// Changes what a date has; answers it with the visits that are outside of it now and were not before. What changes
    /// nothing leaves no trace.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule and where there is no such date,
    /// [`ServiceError::Forbidden`] for the staff of one clinic where it is about another's hours too,
    /// [`ServiceError::Stale`], [`ServiceError::Invalid`], the conflicts `override_exists` and `overlapping_hours`,
    /// [`ServiceError::Storage`].
    pub async fn change(
        &self,
        asked: &Asked<'_>,
        id: OverrideId,
        wanted: OverrideChange,
        expected: &Expected,
    ) -> Result<Entered, ServiceError> {
        let now = self.clock.now();
        schedule::write(&self.database, asked, async |connection| {
            let doctor = schedule::lock(connection, asked).await?;
            let mut others =
                availability_overrides::of(connection, &[doctor.id], today(&doctor, now)).await?;
            let before = take(&mut others, &doctor, asked.principal, id)?;
            expect(expected, before.version)?;
            let (version, wanted) = (before.version, wanted.apply(&before));
            let same = checked(id, version, wanted, &doctor, asked.principal, now)?;
            if same == before {
                return Ok((before, Vec::new()));
            }
            let after = DateOverride { version: version + 1, ..same };
            free(&after, &others)?;
            let watch = Watch::begin(connection, doctor.id, now).await?;
            availability_overrides::update(connection, &after, now).await?;
            settle(connection, asked, "override.update", after, watch, now).await
        })
        .await
    }

    /// Gives a date its weekly hours back; answers the visits ahead that these do not cover.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule and where there is no such date,
    /// [`ServiceError::Forbidden`] for the staff of one clinic where it is about another's hours too,
    /// [`ServiceError::Stale`], the conflict `overlapping_hours` with what the next date has, [`ServiceError::Storage`].
    pub async fn remove(
        &self,
        asked: &Asked<'_>,
        id: OverrideId,
        expected: &Expected,
    ) -> Result<Vec<AppointmentId>, ServiceError> {
        let now = self.clock.now();
        schedule::write(&self.database, asked, async |connection| {
            let doctor = schedule::lock(connection, asked).await?;
            let mut others =
                availability_overrides::of(connection, &[doctor.id], today(&doctor, now)).await?;
            let before = take(&mut others, &doctor, asked.principal, id)?;
            expect(expected, before.version)?;
            let watch = Watch::begin(connection, doctor.id, now).await?;
            availability_overrides::delete(connection, id).await?;
            Ok(settle(connection, asked, "override.delete", before, watch, now).await?.1)
        })
        .await
    }
}

/// What a doctor's dates have of their own, as far as it is not over.
///
/// # Errors
/// [`ServiceError::Storage`].
pub(super) async fn by_date(
    connection: &AsyncPgConnection,
    doctor: UserId,
    now: DateTime<Utc>,
) -> Result<BTreeMap<NaiveDate, DayHours>, ServiceError> {
    // Wherever the doctor is, today is no earlier.
    let since = (now - TimeDelta::days(1)).date_naive();
    let dates = availability_overrides::of(connection, &[doctor], since).await?;
    Ok(dates.into_iter().map(|date| (date.date, date.hours)).collect())
}

fn seen(mut date: DateOverride, principal: &Principal) -> DateOverride {
    date.hours.windows.retain(|window| principal.acts_at(window.clinic_id));
    date
}

/// The date of this id, apart from the others.
fn take(
    dates: &mut Vec<DateOverride>,
    doctor: &Doctor,
    principal: &Principal,
    id: OverrideId,
) -> Result<DateOverride, ServiceError> {
    let at = dates.iter().position(|date| date.id == id).ok_or(ServiceError::NotFound)?;
    let all = || doctor.clinics.iter().map(|clinic| clinic.id).collect();
    let about: Vec<ClinicId> = dates[at].hours.clinics.clone().unwrap_or_else(all);
    if about.iter().all(|clinic| principal.acts_at(*clinic)) {
        Ok(dates.remove(at))
    } else {
        Err(ServiceError::Forbidden)
    }
}

fn free(new: &DateOverride, others: &[DateOverride]) -> Result<(), ServiceError> {
    if others.iter().any(|other| other.date == new.date) {
        return Err(conflict("override_exists", "This date has hours of its own already: change those."));
    }
    Ok(())
}

async fn settle(
    connection: &mut AsyncPgConnection,
    asked: &Asked<'_>,
    action: &'static str,
    date: DateOverride,
    watch: Watch,
    now: DateTime<Utc>,
) -> Result<Entered, ServiceError> {
    let weekly = availability_rules::of(connection, &[date.doctor_id]).await?;
    if day_windows::clash(&weekly, &by_date(connection, date.doctor_id, now).await?).is_some() {
        return Err(conflict("overlapping_hours", "The doctor has other hours then."));
    }
    schedule::settle(connection, asked, change(action, &date), now).await?;
    let stranded = watch.stranded(connection).await?;
    Ok((seen(date, asked.principal), stranded))
}

/// The reason may be about somebody's health and stays out of the record.
fn change(action: &'static str, date: &DateOverride) -> Change {
    let window = |window: &DayWindow| json!({ "clinic_id": window.clinic_id, "start_time": window.start, "end_time": window.end });
    let detail = json!({
        "doctor_id": date.doctor_id,
        "date": date.date,
        "clinics": date.hours.clinics,
        "windows": date.hours.windows.iter().map(window).collect::<Vec<_>>(),
    });
    Change { action, object_kind: "availability_override", object_id: date.id.0, detail }
}
