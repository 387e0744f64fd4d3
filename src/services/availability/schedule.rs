//! What every change of a schedule's rules begins and ends with.

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection, TransactionManager};
use serde_json::Value;
use tracing::warn;
use uuid::Uuid;

use crate::domain::api_keys::KeyScope;
use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::doctors::Doctor;
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::invalid::Invalid;
use crate::domain::principals::Principal;
use crate::domain::versions::Expected;
use crate::services::error::{FieldProblem, ServiceError};
use crate::storage::pool::Database;
use crate::storage::{audit, doctors, schedules};

type Transaction = <AsyncPgConnection as AsyncConnection>::TransactionManager;

/// Who asks for a change of whose rules.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Who asks.
    pub principal: &'a Principal,
    /// Where the request came from.
    pub origin: &'a Origin,
    /// Whose rules.
    pub doctor: UserId,
    /// Only what it would be is wanted: nothing stays.
    pub dry_run: bool,
}

/// What goes on record of a change.
pub(super) struct Change {
    /// E.g. `availability.create`.
    pub action: &'static str,
    /// E.g. `availability_rule` or `time_off`.
    pub object_kind: &'static str,
    /// The rule or the absence; the doctor for what has no id of its own.
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
    &Asked { principal, doctor, .. }: &Asked<'_>,
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

/// Runs a change in a transaction, which is rolled back where it is only tried.
///
/// # Errors
/// Those of the change; [`ServiceError::Storage`].
pub(super) async fn write<T>(
    database: &Database,
    asked: &Asked<'_>,
    change: impl AsyncFnOnce(&mut AsyncPgConnection) -> Result<T, ServiceError>,
) -> Result<T, ServiceError> {
    let mut connection = database.connection().await?;
    Transaction::begin_transaction(&mut *connection).await?;
    let done = change(&mut connection).await;
    if done.is_ok() && !asked.dry_run {
        Transaction::commit_transaction(&mut *connection).await?;
    } else if let Err(error) = Transaction::rollback_transaction(&mut *connection).await {
        // What was refused, or only tried, did not happen either way; the pool drops the connection.
        warn!(%error, "a transaction was not rolled back");
    }
    done
}

/// Moves the rules on, so that bookings are decided under the new ones, and writes the change down.
///
/// # Errors
/// [`ServiceError::Storage`].
pub(super) async fn settle(
    connection: &mut AsyncPgConnection,
    asked: &Asked<'_>,
    change: Change,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    schedules::bump_rules(connection, asked.doctor, now).await?;
    let entry = AuditEntry {
        actor: Some(asked.principal.agent()),
        action: change.action,
        object_kind: change.object_kind,
        object_id: Some(change.object_id),
        patient: None,
        origin: asked.origin.clone(),
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

/// Whether a change may be made to this version.
///
/// # Errors
/// [`ServiceError::Stale`].
pub(super) fn expect(expected: &Expected, version: impl Into<i64>) -> Result<(), ServiceError> {
    if expected.allows(version) { Ok(()) } else { Err(ServiceError::Stale) }
}

/// A refusal by what there is already.
pub(super) fn conflict(code: &'static str, message: &str) -> ServiceError {
    ServiceError::Conflict { code, message: message.to_owned() }
}
