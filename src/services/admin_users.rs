//! The accounts of all, for administrators: found, disabled, enabled, given another role, freed of a second
//! factor that was lost.

pub mod change;
pub mod read;
pub mod second_factor;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::clock::SharedClock;
use crate::domain::ids::UserId;
use crate::domain::principals::Caller;
use crate::services::error::ServiceError;
use crate::storage::audit::writer::AuditWriter;
use crate::storage::pool::Database;

/// The administrators' use cases. Cloning is cheap.
#[derive(Clone)]
pub struct AdminUsers {
    database: Database,
    clock: SharedClock,
    reads: AuditWriter,
}

impl AdminUsers {
    /// Over this database, by this clock; what is read goes on record through `reads`.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock, reads: AuditWriter) -> Self {
        Self { database, clock, reads }
    }

    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

/// Refuses who is not an administrator, before anything is looked up.
fn check(caller: &Caller) -> Result<(), ServiceError> {
    if caller.administers() { Ok(()) } else { Err(ServiceError::Forbidden) }
}

/// What goes on record about an account.
fn record(
    action: &'static str,
    caller: &Caller,
    user: Option<UserId>,
    origin: &Origin,
    detail: Value,
) -> AuditEntry {
    AuditEntry {
        actor: Some(caller.agent()),
        action,
        object_kind: "account",
        object_id: user.map(|user| user.0),
        patient: None,
        origin: origin.clone(),
        outcome: AuditOutcome::Ok,
        detail,
    }
}
