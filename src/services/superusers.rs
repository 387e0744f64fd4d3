//! Administrators, made by whoever runs the machine: there is no other way to the first one.

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::clock::Clock;
use crate::domain::ids::UserId;
use crate::domain::users::{Password, Registration};
use crate::services::error::ServiceError;
use crate::services::passwords::Passwords;
use crate::storage::error::StorageError;
use crate::storage::pool::Database;
use crate::storage::{audit, users};

/// Adds an account of the registration's role with a verified address; none where the address is taken.
///
/// # Errors
/// [`ServiceError`].
pub async fn create(
    database: &Database,
    clock: &dyn Clock,
    passwords: &Passwords,
    registration: &Registration,
    password: &Password,
) -> Result<Option<UserId>, ServiceError> {
    let password_hash = passwords.hash(password).await?;
    let now = clock.now();
    let mut connection = database.connection().await?;
    let created = (&mut *connection as &mut AsyncPgConnection)
        .transaction(async |connection| insert(connection, registration, &password_hash, now).await)
        .await?;
    Ok(created)
}

async fn insert(
    connection: &mut AsyncPgConnection,
    registration: &Registration,
    password_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<UserId>, StorageError> {
    let id = UserId::new(now);
    if !users::insert(connection, id, registration, Some(password_hash), Some(now), now).await? {
        return Ok(None);
    }
    let entry = AuditEntry {
        actor: None,
        action: "account.create",
        object_kind: "account",
        object_id: Some(id.0),
        patient: None,
        origin: Origin::default(),
        outcome: AuditOutcome::Ok,
        detail: json!({ "role": registration.role, "by": "command" }),
    };
    audit::insert(connection, &[entry], now).await?;
    Ok(Some(id))
}
