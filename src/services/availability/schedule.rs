//! What every change of a schedule's rules begins and ends with.

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use serde_json::Value;
use uuid::Uuid;

use crate::domain::api_keys::KeyScope;
use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::doctors::Doctor;
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::invalid::Invalid;
use crate::domain::principals::Principal;
use crate::services::error::{FieldProblem, ServiceError};
use crate::storage::{audit, doctors, schedules};

/// What goes on record of a change.
pub(super) struct Change<'a> {
    /// Who made it.
    pub principal: &'a Principal,
    /// Where the request came from.
    pub origin: &'a Origin,
    /// E.g. `availability.create`.
    pub action: &'static str,
    /// `availability_rule` or `time_off`.
    pub object_kind: &'static str,
    /// The rule or the absence.
    pub object_id: Uuid,
    /// Ids and times.
    pub detail: Value,
}

/// The doctor, for those who run the schedule; for others there is none.
///
/// # Errors
/// [`ServiceError::NotFound`], `MissingScope`, [`ServiceError::Storage`].
pub(super) async fn open(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    doctor: UserId,
) -> Result<Doctor, ServiceError> {
    principal.require(KeyScope::SchedulesRead)?;
    find(connection, principal, doctor).await
}

/// The same for whoever changes the schedule, locked for the rest of the transaction.
///
/// # Errors
/// [`ServiceError::NotFound`], `MissingScope`, [`ServiceError::Storage`].
pub(super) async fn lock(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    doctor: UserId,
) -> Result<Doctor, ServiceError> {
    principal.require(KeyScope::SchedulesWrite)?;
    let doctor = find(connection, principal, doctor).await?.id;
    schedules::lock(connection, &[doctor]).await?;
    // They may have left a clinic while the lock was waited for.
    find(connection, principal, doctor).await
}

async fn find(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    doctor: UserId,
) -> Result<Doctor, ServiceError> {
    let doctor = doctors::find(connection, doctor).await?.ok_or(ServiceError::NotFound)?;
    let clinics: Vec<ClinicId> = doctor.clinics.iter().map(|clinic| clinic.id).collect();
    if principal.runs_schedule_of(doctor.id, &clinics) { Ok(doctor) } else { Err(ServiceError::NotFound) }
}

/// Moves the rules on, so that bookings are decided under the new ones, and writes the change down.
///
/// # Errors
/// [`ServiceError::Storage`].
pub(super) async fn settle(
    connection: &mut AsyncPgConnection,
    doctor: UserId,
    change: Change<'_>,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    schedules::bump_rules(connection, doctor, now).await?;
    let entry = AuditEntry {
        actor: Some(change.principal.agent()),
        action: change.action,
        object_kind: change.object_kind,
        object_id: Some(change.object_id),
        patient: None,
        origin: change.origin.clone(),
        outcome: AuditOutcome::Ok,
        detail: change.detail,
    };
    audit::insert(connection, &[entry], now).await?;
    Ok(())
}

/// A refused field.
pub(super) fn refused(field: &str, code: &'static str, message: &str) -> FieldProblem {
    FieldProblem { field: field.to_owned(), invalid: Invalid::new(code, message) }
}

/// Nothing where no field was refused.
pub(super) fn all_accepted(problems: Vec<FieldProblem>) -> Result<(), ServiceError> {
    if problems.is_empty() { Ok(()) } else { Err(ServiceError::Invalid(problems)) }
}
