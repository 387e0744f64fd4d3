//! Patients, for those who care for them: found, registered, and in an emergency looked at by others.

pub mod read;
pub mod register;

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use serde_json::Value;

use crate::domain::access::PatientScope;
use crate::domain::api_keys::KeyScope;
use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::clock::SharedClock;
use crate::domain::ids::UserId;
use crate::domain::principals::Principal;
use crate::services::error::ServiceError;
use crate::storage::audit::writer::AuditWriter;
use crate::storage::patients::find;
use crate::storage::pool::Database;

/// The use cases of patients. Cloning is cheap.
#[derive(Clone)]
pub struct Patients {
    database: Database,
    clock: SharedClock,
    reads: AuditWriter,
}

impl Patients {
    /// Over this database, by this clock; reads go on record through `reads`.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock, reads: AuditWriter) -> Self {
        Self { database, clock, reads }
    }

    /// The time that fields are judged by.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

/// Whose patients the principal may see.
///
/// # Errors
/// `Forbidden` for who cares for nobody, `MissingScope` for a key that is for other things.
pub fn scope(principal: &Principal, wanted: KeyScope) -> Result<PatientScope, ServiceError> {
    principal.require(wanted)?;
    principal.patients_in_view().ok_or(ServiceError::Forbidden)
}

/// Lets pass whom the principal may book.
///
/// # Errors
/// `NotFound` for strangers and where there is nobody; `Forbidden`, `Storage`.
pub async fn check_bookable(
    connection: &mut AsyncPgConnection,
    principal: &Principal,
    patient: UserId,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let scope = principal.patients_to_book().ok_or(ServiceError::Forbidden)?;
    let may = find::is_bookable(connection, &scope, patient, now).await?;
    if may { Ok(()) } else { Err(ServiceError::NotFound) }
}

/// What goes on record about a patient.
#[must_use]
pub fn record(
    action: &'static str,
    principal: &Principal,
    patient: UserId,
    origin: &Origin,
    detail: Value,
) -> AuditEntry {
    AuditEntry {
        actor: Some(principal.agent()),
        action,
        object_kind: "patient",
        object_id: Some(patient.0),
        patient: Some(patient),
        origin: origin.clone(),
        outcome: AuditOutcome::Ok,
        detail,
    }
}
