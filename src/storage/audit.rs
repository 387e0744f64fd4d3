//! The audit trail: written in the transaction of what it records.

pub mod chain;
pub mod partitions;
pub mod search;
pub mod writer;

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::audit::AuditEntry;
use crate::domain::ids::new_uuid;
use crate::domain::principals::Agent;
use crate::storage::error::StorageError;

/// Writes what was done, and notes that it is to be chained. Takes a shared connection, so that it can be sent along with
/// other statements.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(
    mut connection: &AsyncPgConnection,
    entries: &[AuditEntry],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    if entries.is_empty() {
        return Ok(());
    }
    diesel::sql_query(include_str!("audit/insert.sql"))
        .bind::<Timestamptz, _>(now)
        .bind::<Array<SqlUuid>, _>(column(entries, |_| new_uuid(now)))
        .bind::<Array<Text>, _>(column(entries, AuditEntry::actor_kind))
        .bind::<Array<Nullable<SqlUuid>>, _>(column(entries, |entry| entry.actor.map(Agent::id)))
        .bind::<Array<Text>, _>(column(entries, |entry| entry.action))
        .bind::<Array<Text>, _>(column(entries, |entry| entry.object_kind))
        .bind::<Array<Nullable<SqlUuid>>, _>(column(entries, |entry| entry.object_id))
        .bind::<Array<Nullable<SqlUuid>>, _>(column(entries, |entry| entry.patient.map(|patient| patient.0)))
        .bind::<Array<Nullable<Text>>, _>(column(entries, |entry| entry.origin.request_id.as_deref()))
        .bind::<Array<Nullable<Text>>, _>(column(entries, |entry| entry.origin.ip.map(written)))
        .bind::<Array<Text>, _>(column(entries, |entry| entry.outcome.as_str()))
        .bind::<Array<Jsonb>, _>(column(entries, |entry| &entry.detail))
        .execute(&mut connection)
        .await?;
    Ok(())
}

fn column<'a, T>(entries: &'a [AuditEntry], read: impl FnMut(&'a AuditEntry) -> T) -> Vec<T> {
    entries.iter().map(read).collect()
}

fn written(ip: IpAddr) -> String {
    ip.to_string()
}
