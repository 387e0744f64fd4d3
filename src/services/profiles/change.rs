//! Changes profiles.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::Origin;
use crate::domain::ids::UserId;
use crate::domain::invalid::Invalid;
use crate::domain::principals::Caller;
use crate::domain::profiles::{Profile, ProfileChange};
use crate::domain::versions::Expected;
use crate::services::error::{FieldProblem, ServiceError};
use crate::services::preferences::reminders_asked;
use crate::services::profiles::{Profiles, record, tie};
use crate::storage::{audit, doctors, events, profiles, schedules};

impl Profiles {
    /// Changes a profile that the caller may see; answers it as it stands. What changes nothing leaves no trace.
    ///
    /// # Errors
    /// `NotFound` where there is none, or none that is the caller's to see; `Stale`; `Invalid` with `not_a_patient`
    /// for what only patients have; `Storage`.
    pub async fn change(
        &self,
        caller: &Caller,
        person: UserId,
        change: &ProfileChange,
        expected: &Expected,
        origin: &Origin,
    ) -> Result<Profile, ServiceError> {
        let now = self.clock.now();
        let renamed = change.first_name.is_some() || change.last_name.is_some();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            tie(connection, caller, person).await?;
            // Bookings lock schedules before people; only a doctor has one.
            let schedules = if renamed { schedules::lock(connection, &[person]).await? } else { Vec::new() };
            let before = profiles::find::lock(connection, person).await?.ok_or(ServiceError::NotFound)?;
            if !expected.allows(before.version) {
                return Err(ServiceError::Stale);
            }
            check_patient(&before, change)?;
            let after = change.apply(&before);
            if after == before {
                return Ok(before);
            }
            profiles::change::update(connection, &after, now).await?;
            if (&after.phone, after.time_zone) != (&before.phone, before.time_zone) {
                events::insert(connection, &[reminders_asked(person, now)]).await?;
            }
            if !schedules.is_empty() {
                doctors::rename(connection, person, (&after.first_name, &after.last_name)).await?;
                // Desks that know the doctor by the old name load anew.
                schedules::bump_rules(connection, person, now).await?;
            }
            let detail = json!({ "fields": differences(&before, &after) });
            let done = record("profile.update", caller, &after, origin, detail);
            audit::insert(connection, &[done], now).await?;
            profiles::find::find(connection, person).await?.ok_or(ServiceError::NotFound)
        })
        .await
    }
}

fn check_patient(profile: &Profile, change: &ProfileChange) -> Result<(), ServiceError> {
    if profile.patient.is_some() || change.of_patients.is_empty() {
        return Ok(());
    }
    let refused = |field: &&str| FieldProblem {
        field: (*field).to_owned(),
        invalid: Invalid::new("not_a_patient", "Only patients have this."),
    };
    Err(ServiceError::Invalid(change.of_patients.iter().map(refused).collect()))
}

/// The names of what changed, for the record; never the values.
fn differences(before: &Profile, after: &Profile) -> Vec<&'static str> {
    let (was, is) = (before.patient.clone().unwrap_or_default(), after.patient.clone().unwrap_or_default());
    [
        ("first_name", before.first_name != after.first_name),
        ("last_name", before.last_name != after.last_name),
        ("phone", before.phone != after.phone),
        ("locale", before.locale != after.locale),
        ("time_zone", before.time_zone != after.time_zone),
        ("date_of_birth", was.date_of_birth != is.date_of_birth),
        ("gender", was.gender != is.gender),
        ("address", was.address != is.address),
        ("emergency_contact", was.emergency_contact != is.emergency_contact),
        ("emergency_phone", was.emergency_phone != is.emergency_phone),
        ("insurance", was.insurance != is.insurance),
    ]
    .into_iter()
    .filter_map(|(name, differs)| differs.then_some(name))
    .collect()
}
