//! Sign-ins: the cookies and refresh tokens that keep somebody signed in, as hashes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::{SessionId, UserId};
use crate::storage::error::StorageError;
use crate::storage::schema::{auth_sessions, refresh_tokens, users};

/// SHA-256 of a secret of 256 random bits.
pub type SecretHash = [u8; 32];

/// Opens a session; a browser's bears the hash of its cookie.
///
/// # Errors
/// [`StorageError`].
pub async fn open(
    connection: &mut AsyncPgConnection,
    id: SessionId,
    user: UserId,
    cookie_hash: Option<&SecretHash>,
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(auth_sessions::table)
        .values((
            auth_sessions::id.eq(id),
            auth_sessions::user_id.eq(user),
            auth_sessions::cookie_hash.eq(cookie_hash.map(<[u8; 32]>::as_slice)),
            auth_sessions::created_at.eq(now),
            auth_sessions::expires_at.eq(expires_at),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends a session; its tokens end with it.
///
/// # Errors
/// [`StorageError`].
pub async fn revoke(
    connection: &mut AsyncPgConnection,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(
        auth_sessions::table.filter(auth_sessions::id.eq(id)).filter(auth_sessions::revoked_at.is_null()),
    )
    .set(auth_sessions::revoked_at.eq(now))
    .execute(connection)
    .await?;
    Ok(())
}

/// Whose open session a cookie belongs to, and until when.
///
/// # Errors
/// [`StorageError`].
pub async fn find_by_cookie(
    connection: &mut AsyncPgConnection,
    cookie_hash: &SecretHash,
    now: DateTime<Utc>,
) -> Result<Option<(SessionId, UserId, DateTime<Utc>)>, StorageError> {
    Ok(auth_sessions::table
        .inner_join(users::table)
        .filter(auth_sessions::cookie_hash.eq(cookie_hash.as_slice()))
        .filter(auth_sessions::revoked_at.is_null())
        .filter(auth_sessions::expires_at.gt(now))
        .filter(users::disabled_at.is_null())
        .filter(users::deleted_at.is_null())
        .select((auth_sessions::id, auth_sessions::user_id, auth_sessions::expires_at))
        .first(connection)
        .await
        .optional()?)
}

/// Adds a refresh token to a session.
///
/// # Errors
/// [`StorageError`].
pub async fn add_refresh_token(
    connection: &mut AsyncPgConnection,
    session: SessionId,
    token_hash: &SecretHash,
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::id.eq(crate::domain::ids::new_uuid(now)),
            refresh_tokens::session_id.eq(session),
            refresh_tokens::token_hash.eq(token_hash.as_slice()),
            refresh_tokens::created_at.eq(now),
            refresh_tokens::expires_at.eq(expires_at),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// What a refresh token that was presented turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presented {
    /// Nobody's, expired, or of a session that ended.
    Unknown,
    /// Good, and now used up.
    Fresh {
        /// The session it keeps alive.
        session: SessionId,
        /// Whose.
        user: UserId,
    },
    /// It was used before: somebody has a copy.
    Reused {
        /// The session to end.
        session: SessionId,
    },
}

/// Uses up a refresh token. Of two that present it at once, one gets [`Presented::Fresh`].
///
/// # Errors
/// [`StorageError`].
pub async fn use_refresh_token(
    connection: &mut AsyncPgConnection,
    token_hash: &SecretHash,
    now: DateTime<Utc>,
) -> Result<Presented, StorageError> {
    let used: Option<SessionId> = diesel::update(
        refresh_tokens::table
            .filter(refresh_tokens::token_hash.eq(token_hash.as_slice()))
            .filter(refresh_tokens::used_at.is_null())
            .filter(refresh_tokens::expires_at.gt(now)),
    )
    .set(refresh_tokens::used_at.eq(now))
    .returning(refresh_tokens::session_id)
    .get_result(connection)
    .await
    .optional()?;
    if let Some(session) = used {
        let user = auth_sessions::table
            .inner_join(users::table)
            .filter(auth_sessions::id.eq(session))
            .filter(auth_sessions::revoked_at.is_null())
            .filter(auth_sessions::expires_at.gt(now))
            .filter(users::disabled_at.is_null())
            .filter(users::deleted_at.is_null())
            .select(auth_sessions::user_id)
            .first(connection)
            .await
            .optional()?;
        return Ok(user.map_or(Presented::Unknown, |user| Presented::Fresh { session, user }));
    }
    let reused = refresh_tokens::table
        .filter(refresh_tokens::token_hash.eq(token_hash.as_slice()))
        .filter(refresh_tokens::used_at.is_not_null())
        .select(refresh_tokens::session_id)
        .first(connection)
        .await
        .optional()?;
    Ok(reused.map_or(Presented::Unknown, |session| Presented::Reused { session }))
}

/// Whose session a refresh token belongs to, used up or not.
///
/// # Errors
/// [`StorageError`].
pub async fn find_by_refresh_token(
    connection: &mut AsyncPgConnection,
    token_hash: &SecretHash,
) -> Result<Option<SessionId>, StorageError> {
    Ok(refresh_tokens::table
        .filter(refresh_tokens::token_hash.eq(token_hash.as_slice()))
        .select(refresh_tokens::session_id)
        .first(connection)
        .await
        .optional()?)
}

/// Forgets sessions that ended before `ended_before`, with their tokens; answers how many, at most `limit`.
///
/// # Errors
/// [`StorageError`].
pub async fn purge(
    connection: &mut AsyncPgConnection,
    ended_before: DateTime<Utc>,
    limit: i64,
) -> Result<usize, StorageError> {
    let deleted = diesel::sql_query(
        "DELETE FROM auth_sessions WHERE id IN (
             SELECT id FROM auth_sessions WHERE expires_at < $1 OR revoked_at < $1 LIMIT $2)",
    )
    .bind::<Timestamptz, _>(ended_before)
    .bind::<BigInt, _>(limit)
    .execute(connection)
    .await?;
    Ok(deleted)
}
