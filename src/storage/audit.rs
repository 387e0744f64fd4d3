//! The audit trail: written in the transaction of what it records.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::audit::AuditEntry;
use crate::domain::ids::{UserId, new_uuid};
use crate::domain::principals::Agent;
use crate::storage::error::StorageError;
use crate::storage::schema::audit_log;

#[derive(Insertable)]
#[diesel(table_name = audit_log)]
struct NewAuditRow<'a> {
    id: Uuid,
    at: DateTime<Utc>,
    actor_kind: &'a str,
    actor_id: Option<Uuid>,
    action: &'a str,
    object_kind: &'a str,
    object_id: Option<Uuid>,
    patient_id: Option<UserId>,
    request_id: Option<&'a str>,
    ip: Option<String>,
    outcome: &'a str,
    detail: &'a Value,
}

/// Writes what was done. Takes a shared connection, so that it can be sent along with other statements.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(
    mut connection: &AsyncPgConnection,
    entries: &[AuditEntry],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let rows: Vec<_> = entries
        .iter()
        .map(|entry| NewAuditRow {
            id: new_uuid(now),
            at: now,
            actor_kind: entry.actor.map_or("house", Agent::kind),
            actor_id: entry.actor.map(Agent::id),
            action: entry.action,
            object_kind: entry.object_kind,
            object_id: entry.object_id,
            patient_id: entry.patient,
            request_id: entry.origin.request_id.as_deref(),
            ip: entry.origin.ip.map(|ip| ip.to_string()),
            outcome: entry.outcome.as_str(),
            detail: &entry.detail,
        })
        .collect();
    diesel::insert_into(audit_log::table).values(&rows).execute(&mut connection).await?;
    Ok(())
}
