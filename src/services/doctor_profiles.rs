//! Doctors' profiles, for those who keep them: the doctor, the staff of a clinic of theirs, administrators.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::clock::SharedClock;
use crate::domain::doctor_profiles::{DoctorProfile, DoctorProfileChange};
use crate::domain::ids::UserId;
use crate::domain::principals::Caller;
use crate::domain::versions::Expected;
use crate::services::error::ServiceError;
use crate::storage::error::StorageError;
use crate::storage::pool::Database;
use crate::storage::{audit, doctor_profiles, doctors, schedules};

/// Keeps profiles. Cloning is cheap.
#[derive(Clone)]
pub struct DoctorProfiles {
    database: Database,
    clock: SharedClock,
}

impl DoctorProfiles {
    /// Over this database, by this clock.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock) -> Self {
        Self { database, clock }
    }

    /// A doctor's profile with what only those see who keep it.
    ///
    /// # Errors
    /// `NotFound` for everybody else; `Storage`.
    pub async fn find(&self, caller: &Caller, doctor: UserId) -> Result<DoctorProfile, ServiceError> {
        let mut connection = self.database.connection().await?;
        open(&mut connection, caller, doctor).await?;
        doctor_profiles::find(&mut connection, doctor).await?.ok_or(ServiceError::NotFound)
    }

    /// Changes a profile; answers it as it stands. What changes nothing leaves no trace. Whether new patients are taken and
    /// visits are certain at once moves the rules, so that bookings are decided by it.
    ///
    /// # Errors
    /// `NotFound` for those who do not keep it; `Forbidden` for a license number of anybody's but an administrator's saying;
    /// `Stale`; the conflict `license_taken`; `Storage`.
    pub async fn change(
        &self,
        caller: &Caller,
        doctor: UserId,
        change: DoctorProfileChange,
        expected: &Expected,
        origin: &Origin,
    ) -> Result<DoctorProfile, ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            open(connection, caller, doctor).await?;
            if change.license.is_some() && !caller.administers() {
                return Err(ServiceError::Forbidden);
            }
            schedules::lock(connection, &[doctor]).await?;
            let before = doctor_profiles::lock(connection, doctor).await?.ok_or(ServiceError::NotFound)?;
            if !expected.allows(before.version) {
                return Err(ServiceError::Stale);
            }
            let after = change.apply(&before);
            if after == before {
                return Ok(before);
            }
            let written = doctor_profiles::update(connection, &after, now).await;
            let written = written.map_err(|error| match error {
                StorageError::Refused { .. } => license_taken(),
                other => other.into(),
            })?;
            if after.decides_otherwise(&before) {
                schedules::bump_rules(connection, doctor, now).await?;
            }
            let done = AuditEntry {
                actor: Some(caller.agent()),
                action: "doctor.update",
                object_kind: "doctor",
                object_id: Some(doctor.0),
                patient: None,
                origin: origin.clone(),
                outcome: AuditOutcome::Ok,
                detail: json!({ "fields": after.differences(&before) }),
            };
            audit::insert(connection, &[done], now).await?;
            Ok(written)
        })
        .await
    }
}

/// Lets in those who keep a doctor's profile; for others there is nothing there.
async fn open(
    connection: &mut AsyncPgConnection,
    caller: &Caller,
    doctor: UserId,
) -> Result<(), ServiceError> {
    let found = doctors::find(connection, doctor).await?.ok_or(ServiceError::NotFound)?;
    let clinics: Vec<_> = found.clinics.iter().map(|clinic| clinic.id).collect();
    if caller.keeps_profile_of(doctor, &clinics) { Ok(()) } else { Err(ServiceError::NotFound) }
}

fn license_taken() -> ServiceError {
    let message = "Another doctor has this license number.".to_owned();
    ServiceError::Conflict { code: "license_taken", message }
}
