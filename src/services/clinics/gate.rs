//! What every change at a clinic begins with: whether the caller belongs there, and the locks; and what goes on record.

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use serde_json::Value;
use uuid::Uuid;

use crate::domain::access::posts::Post;
use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::clinics::Clinic;
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::principals::Caller;
use crate::services::error::ServiceError;
use crate::storage::{clinics, members, schedules};

/// Lets in those who belong to a clinic, and says what they are to it, as PostgreSQL has it now; for others there is
/// nothing there.
///
/// # Errors
/// [`ServiceError::NotFound`], [`ServiceError::Storage`].
pub async fn open(
    connection: &mut AsyncPgConnection,
    caller: &Caller,
    clinic: ClinicId,
) -> Result<Post, ServiceError> {
    if clinics::find_many(connection, &[clinic]).await?.is_empty() {
        return Err(ServiceError::NotFound);
    }
    let member = members::find(connection, clinic, caller.user_id).await?;
    caller.post_at(member.map(|member| member.role)).ok_or(ServiceError::NotFound)
}

/// The same, for those among them who run it.
///
/// # Errors
/// [`ServiceError::Forbidden`] for doctors, [`ServiceError::NotFound`], [`ServiceError::Storage`].
pub async fn open_to_run(
    connection: &mut AsyncPgConnection,
    caller: &Caller,
    clinic: ClinicId,
) -> Result<Post, ServiceError> {
    let post = open(connection, caller, clinic).await?;
    if post.runs_clinic() { Ok(post) } else { Err(ServiceError::Forbidden) }
}

/// Locks the schedules of all who have hours at a clinic and then the clinic, so that nothing is decided or entered there
/// until the transaction ends; answers whose schedules.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Busy`] where hours came in between; [`ServiceError::Storage`].
pub async fn lock_with_schedules(
    connection: &mut AsyncPgConnection,
    clinic: ClinicId,
) -> Result<(Clinic, Vec<UserId>), ServiceError> {
    let doctors = clinics::doctors_with_hours(connection, clinic).await?;
    schedules::lock(connection, &doctors).await?;
    let locked = clinics::lock_alone(connection, clinic).await?.ok_or(ServiceError::NotFound)?;
    let now = clinics::doctors_with_hours(connection, clinic).await?;
    if now.iter().any(|doctor| !doctors.contains(doctor)) {
        return Err(ServiceError::Busy);
    }
    Ok((locked, doctors))
}

/// Moves the rules of these doctors on, so that bookings are decided under the new ones.
///
/// # Errors
/// [`ServiceError::Storage`].
pub async fn move_rules(
    connection: &mut AsyncPgConnection,
    doctors: &[UserId],
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    for doctor in doctors {
        schedules::bump_rules(connection, *doctor, now).await?;
    }
    Ok(())
}

/// What goes on record of something done at a clinic.
#[must_use]
pub fn record(
    action: &'static str,
    caller: &Caller,
    (object_kind, object_id): (&'static str, Uuid),
    origin: &Origin,
    detail: Value,
) -> AuditEntry {
    AuditEntry {
        actor: Some(caller.agent()),
        action,
        object_kind,
        object_id: Some(object_id),
        patient: None,
        origin: origin.clone(),
        outcome: AuditOutcome::Ok,
        detail,
    }
}
