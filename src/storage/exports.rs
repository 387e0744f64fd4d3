//! What is kept about one person beside their profile, a page at a time. Never a secret, not even as a hash.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::ids::{SessionId, UserId};
use crate::storage::audit::partitions::windows;
use crate::storage::error::StorageError;
use crate::storage::schema::{audit_log, auth_sessions, users};

/// An account with its times.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct AccountRow {
    /// The person's id.
    pub id: UserId,
    /// What they sign in with.
    pub email: Option<String>,
    /// What the account is for.
    pub role: String,
    /// When the address was proven.
    pub email_verified_at: Option<DateTime<Utc>>,
    /// When the number was proven.
    pub phone_verified_at: Option<DateTime<Utc>>,
    /// Since when there is a second factor.
    pub mfa_enabled_at: Option<DateTime<Utc>>,
    /// Since when nobody may sign in.
    pub disabled_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A sign-in, without what it is kept alive by.
#[derive(Debug, Clone, Queryable)]
pub struct SignInRow {
    /// Names it.
    pub id: SessionId,
    /// A browser's; else a client's.
    pub browser: bool,
    /// What the browser or client calls itself.
    pub user_agent: String,
    /// Where it came from.
    pub ip: Option<String>,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub last_used_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// When it was ended.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A line of the audit trail.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = audit_log)]
pub struct RecordRow {
    /// Names the line.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it; nobody for the house itself.
    pub actor_id: Option<Uuid>,
    /// What was done.
    pub action: String,
    /// To what kind of thing.
    pub object_kind: String,
    /// To which.
    pub object_id: Option<Uuid>,
    /// From where.
    pub ip: Option<String>,
    /// Done or refused.
    pub outcome: String,
    /// Ids, times and statuses.
    pub detail: Value,
}

/// The account; none where it does not exist.
///
/// # Errors
/// [`StorageError`].
pub async fn account(
    connection: &mut AsyncPgConnection,
    person: UserId,
) -> Result<Option<AccountRow>, StorageError> {
    Ok(users::table
        .filter(users::id.eq(person))
        .filter(users::deleted_at.is_null())
        .select(AccountRow::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// At most `limit` sign-ins, the oldest first, behind `after`.
///
/// # Errors
/// [`StorageError`].
pub async fn sign_ins(
    connection: &mut AsyncPgConnection,
    person: UserId,
    after: Uuid,
    limit: i64,
) -> Result<Vec<SignInRow>, StorageError> {
    Ok(auth_sessions::table
        .filter(auth_sessions::user_id.eq(person))
        .filter(auth_sessions::id.gt(after))
        .order(auth_sessions::id)
        .limit(limit)
        .select((
            auth_sessions::id,
            auth_sessions::cookie_hash.is_not_null(),
            auth_sessions::user_agent,
            auth_sessions::ip,
            auth_sessions::created_at,
            auth_sessions::last_used_at,
            auth_sessions::expires_at,
            auth_sessions::revoked_at,
        ))
        .load(connection)
        .await?)
}

/// At most `limit` lines of what the person did and of what was done about them as a patient, the oldest first, behind
/// `after`. Two walks along an index each, through a stretch of days at a time.
///
/// # Errors
/// [`StorageError`].
pub async fn records(
    connection: &mut AsyncPgConnection,
    person: UserId,
    after: Uuid,
    limit: i64,
) -> Result<Vec<RecordRow>, StorageError> {
    let mut found = Vec::new();
    for window in windows(connection).await?.into_iter().filter_map(|window| window.behind(after)) {
        let left = limit - i64::try_from(found.len()).unwrap_or(i64::MAX);
        if left <= 0 {
            break;
        }
        let rows: Vec<RecordRow> = diesel::sql_query(
            "(SELECT * FROM audit_log WHERE actor_id = $1 AND id BETWEEN $2 AND $3 ORDER BY id LIMIT $4)
             UNION
             (SELECT * FROM audit_log WHERE patient_id = $1 AND id BETWEEN $2 AND $3 ORDER BY id LIMIT $4)
             ORDER BY id LIMIT $4",
        )
        .bind::<SqlUuid, _>(person)
        .bind::<SqlUuid, _>(window.first)
        .bind::<SqlUuid, _>(window.last)
        .bind::<BigInt, _>(left)
        .load(connection)
        .await?;
        found.extend(rows);
    }
    Ok(found)
}
