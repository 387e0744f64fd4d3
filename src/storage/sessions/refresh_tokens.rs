//! The tokens that a client's sign-in is kept by, one after the other: a family.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::{SessionId, UserId, new_uuid};
use crate::storage::error::StorageError;
use crate::storage::schema::{auth_sessions, refresh_tokens};
use crate::storage::sessions::open::SecretHash;

/// A refresh token as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = refresh_tokens)]
pub struct RefreshToken {
    /// The session it keeps alive.
    pub session_id: SessionId,
    /// When it is worth nothing any more, used or not.
    pub expires_at: DateTime<Utc>,
    /// When it bought the next one.
    pub used_at: Option<DateTime<Utc>>,
    /// When that was answered a second time.
    pub replayed_at: Option<DateTime<Utc>>,
}

/// Adds a refresh token to a session.
///
/// # Errors
/// [`StorageError`].
pub async fn add(
    connection: &mut AsyncPgConnection,
    session: SessionId,
    token_hash: &SecretHash,
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::id.eq(new_uuid(now)),
            refresh_tokens::session_id.eq(session),
            refresh_tokens::token_hash.eq(token_hash.as_slice()),
            refresh_tokens::created_at.eq(now),
            refresh_tokens::expires_at.eq(expires_at),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// A token, locked until the transaction ends: of two that present it at once the second sees what the first did.
///
/// # Errors
/// [`StorageError`].
pub async fn lock(
    connection: &mut AsyncPgConnection,
    token_hash: &SecretHash,
) -> Result<Option<RefreshToken>, StorageError> {
    Ok(refresh_tokens::table
        .filter(refresh_tokens::token_hash.eq(token_hash.as_slice()))
        .for_update()
        .select(RefreshToken::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// It has bought the next one.
///
/// # Errors
/// [`StorageError`].
pub async fn mark_used(
    connection: &mut AsyncPgConnection,
    token_hash: &SecretHash,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(refresh_tokens::table.filter(refresh_tokens::token_hash.eq(token_hash.as_slice())))
        .set(refresh_tokens::used_at.eq(now))
        .execute(connection)
        .await?;
    Ok(())
}

/// It was answered a second time.
///
/// # Errors
/// [`StorageError`].
pub async fn mark_replayed(
    connection: &mut AsyncPgConnection,
    token_hash: &SecretHash,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(refresh_tokens::table.filter(refresh_tokens::token_hash.eq(token_hash.as_slice())))
        .set(refresh_tokens::replayed_at.eq(now))
        .execute(connection)
        .await?;
    Ok(())
}

/// Which session a refresh token belongs to, used up or not, and whose that is.
///
/// # Errors
/// [`StorageError`].
pub async fn session_of(
    connection: &mut AsyncPgConnection,
    token_hash: &SecretHash,
) -> Result<Option<(SessionId, UserId)>, StorageError> {
    Ok(refresh_tokens::table
        .inner_join(auth_sessions::table)
        .filter(refresh_tokens::token_hash.eq(token_hash.as_slice()))
        .select((auth_sessions::id, auth_sessions::user_id))
        .first(connection)
        .await
        .optional()?)
}
