//! Opens, changes and closes clinics for good.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::Origin;
use crate::domain::clinics::{Clinic, ClinicChange};
use crate::domain::contact::Phone;
use crate::domain::ids::{ClinicId, SessionId};
use crate::domain::intervals::Interval;
use crate::domain::principals::Caller;
use crate::domain::versions::Expected;
use crate::services::clinics::Clinics;
use crate::services::clinics::gate::{lock_with_schedules, move_rules, open, record};
use crate::services::error::ServiceError;
use crate::storage::sessions::end;
use crate::storage::{admin_users, api_keys, audit, clinics, members};

/// A clinic to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClinic {
    /// Its name on the door.
    pub name: String,
    /// Where it is; empty where unknown.
    pub address: String,
    /// The zone on its wall clock.
    pub time_zone: Tz,
    /// Its front desk.
    pub phone: Option<Phone>,
}

impl Clinics {
    /// Opens a clinic. Nobody works there yet.
    ///
    /// # Errors
    /// `Forbidden` for all but administrators; `Storage`.
    pub async fn create(
        &self,
        caller: &Caller,
        new: NewClinic,
        origin: &Origin,
    ) -> Result<Clinic, ServiceError> {
        only_administrators(caller)?;
        let now = self.clock.now();
        let NewClinic { name, address, time_zone, phone } = new;
        let clinic = Clinic { id: ClinicId::new(now), name, address, time_zone, phone, version: 1 };
        let detail = json!({ "name": clinic.name, "time_zone": clinic.time_zone.name() });
        let done = record("clinic.create", caller, ("clinic", clinic.id.0), origin, detail);
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            clinics::insert(connection, &clinic, now).await?;
            Ok::<_, ServiceError>(audit::insert(connection, &[done], now).await?)
        })
        .await?;
        Ok(clinic)
    }

    /// Changes a clinic; answers it as it stands. What changes nothing leaves no trace. Where the zone changes, the days on
    /// which it is closed are other hours, and bookings are decided by these.
    ///
    /// # Errors
    /// `NotFound`, also for those who do not belong to it; `Forbidden` for all but its managers and administrators; `Stale`; `Busy` where hours are being entered;
    /// `Storage`.
    pub async fn change(
        &self,
        caller: &Caller,
        id: ClinicId,
        change: ClinicChange,
        expected: &Expected,
        origin: &Origin,
    ) -> Result<Clinic, ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            if !open(connection, caller, id).await?.manages_clinic() {
                return Err(ServiceError::Forbidden);
            }
            let (before, doctors) = if change.time_zone.is_some() {
                lock_with_schedules(connection, id).await?
            } else {
                (clinics::lock(connection, id).await?.ok_or(ServiceError::NotFound)?, Vec::new())
            };
            if !expected.allows(before.version) {
                return Err(ServiceError::Stale);
            }
            let after = change.apply(&before);
            if after == before {
                return Ok(before);
            }
            let detail = json!({ "fields": differences(&before, &after) });
            let moved = before.time_zone != after.time_zone;
            let after = clinics::update(connection, &after, now).await?;
            if moved {
                move_rules(connection, &doctors, now).await?;
            }
            let done = record("clinic.update", caller, ("clinic", id.0), origin, detail);
            audit::insert(connection, &[done], now).await?;
            Ok(after)
        })
        .await
    }

    /// Closes a clinic for good: nobody reaches it any more, hours there open nothing, its keys are revoked, and the
    /// sign-ins of all who work there end, since they speak of it; answers which.
    ///
    /// # Errors
    /// `Forbidden` for all but administrators; `NotFound`; the conflict `has_visits`; `Busy` where hours are being entered;
    /// `Storage`.
    pub async fn delete(
        &self,
        caller: &Caller,
        id: ClinicId,
        origin: &Origin,
    ) -> Result<Vec<SessionId>, ServiceError> {
        only_administrators(caller)?;
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let ended = AsyncPgConnection::transaction(&mut connection, async |connection| {
            let (clinic, doctors) = lock_with_schedules(connection, id).await?;
            let ahead = Interval { start: now, end: DateTime::<Utc>::MAX_UTC };
            if !clinics::visits_during(connection, id, None, ahead).await?.is_empty() {
                let message = "Move or call off the visits that are ahead first.".to_owned();
                return Err(ServiceError::Conflict { code: "has_visits", message });
            }
            clinics::delete(connection, id, now).await?;
            api_keys::revoke_all(connection, id, now).await?;
            move_rules(connection, &doctors, now).await?;
            let mut ended = Vec::new();
            // In the order of their ids, as whoever changes several accounts: who signs in meanwhile has done so, or waits.
            let mut people = members::of_clinic(connection, id).await?;
            people.sort_unstable();
            for user in people {
                admin_users::lock(connection, user).await?;
                let own = (user == caller.user_id).then_some(caller.session_id);
                ended.extend(end::revoke_all(connection, user, own, now).await?);
            }
            let detail = json!({ "name": clinic.name, "sessions": ended });
            let done = record("clinic.delete", caller, ("clinic", id.0), origin, detail);
            audit::insert(connection, &[done], now).await?;
            Ok(ended)
        })
        .await?;
        self.api_keys.forget();
        Ok(ended)
    }
}

fn only_administrators(caller: &Caller) -> Result<(), ServiceError> {
    if caller.administers() { Ok(()) } else { Err(ServiceError::Forbidden) }
}

/// The names of what changed, for the record.
fn differences(before: &Clinic, after: &Clinic) -> Vec<&'static str> {
    [
        ("name", before.name != after.name),
        ("address", before.address != after.address),
        ("time_zone", before.time_zone != after.time_zone),
        ("phone", before.phone != after.phone),
    ]
    .into_iter()
    .filter_map(|(name, differs)| differs.then_some(name))
    .collect()
}
