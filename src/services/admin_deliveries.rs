//! Messages on their way, for administrators: found, followed attempt by attempt, and replayed where they were given up.

pub mod read;
pub mod replay;

use serde_json::Value;

use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::clock::SharedClock;
use crate::domain::ids::DeliveryId;
use crate::domain::principals::{Agent, Caller};
use crate::services::error::ServiceError;
use crate::storage::audit::writer::AuditWriter;
use crate::storage::pool::Database;

/// The administrators' use cases. Cloning is cheap.
#[derive(Clone)]
pub struct AdminDeliveries {
    database: Database,
    clock: SharedClock,
    reads: AuditWriter,
}

impl AdminDeliveries {
    /// Over this database, by this clock; what is read goes on record through `reads`.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock, reads: AuditWriter) -> Self {
        Self { database, clock, reads }
    }
}

/// Refuses who is not an administrator, before anything is looked up.
fn check(caller: &Caller) -> Result<(), ServiceError> {
    if caller.administers() { Ok(()) } else { Err(ServiceError::Forbidden) }
}

/// What goes on record about a message, or about many.
fn record(
    action: &'static str,
    agent: Option<Agent>,
    delivery: Option<DeliveryId>,
    origin: &Origin,
    detail: Value,
) -> AuditEntry {
    AuditEntry {
        actor: agent,
        action,
        object_kind: "delivery",
        object_id: delivery.map(|delivery| delivery.0),
        patient: None,
        origin: origin.clone(),
        outcome: AuditOutcome::Ok,
        detail,
    }
}
