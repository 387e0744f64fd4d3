//! Absences: list, find, add, change, remove.

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use serde_json::json;

use crate::domain::clock::SharedClock;
use crate::domain::ids::{AppointmentId, TimeOffId, UserId};
use crate::domain::principals::Principal;
use crate::domain::recurrence::Recurrence;
use crate::domain::schedules::TimeOff;
use crate::domain::versions::Expected;
use crate::services::availability::absence::{AbsenceChange, NewAbsence, checked};
use crate::services::availability::schedule::{self, Asked, Change, conflict, expect};
use crate::services::availability::stranded::Watch;
use crate::services::error::ServiceError;
use crate::storage::pool::Database;
use crate::storage::time_off;

/// How many absences that are not over a doctor may have.
const ABSENCES_MAX: usize = 200;
/// How many of them may come again: each is followed day by day for every list of slots.
const RECURRING_MAX: usize = 20;
/// Keeps absences.
#[derive(Clone)]
pub struct Absences {
    database: Database,
    clock: SharedClock,
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
