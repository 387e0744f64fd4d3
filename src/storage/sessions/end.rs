//! Sign-ins end. What ended stays for a day, so that every node finds out.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::{SessionId, UserId};
use crate::storage::error::StorageError;
use crate::storage::schema::auth_sessions;

/// Ends a session; its tokens end with it. False where it had ended.
///
/// # Errors
/// [`StorageError`].
pub async fn revoke(
    connection: &mut AsyncPgConnection,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let open =
        auth_sessions::table.filter(auth_sessions::id.eq(id)).filter(auth_sessions::revoked_at.is_null());
    let ended = diesel::update(open).set(auth_sessions::revoked_at.eq(now)).execute(connection).await?;
    Ok(ended == 1)
}

/// Ends all sessions of a person, or all but one; answers which.
///
/// # Errors
/// [`StorageError`].
pub async fn revoke_all(
    connection: &mut AsyncPgConnection,
    user: UserId,
    except: Option<SessionId>,
    now: DateTime<Utc>,
) -> Result<Vec<SessionId>, StorageError> {
    let mut open = auth_sessions::table
        .filter(auth_sessions::user_id.eq(user))
        .filter(auth_sessions::revoked_at.is_null())
        .select(auth_sessions::id)
        .into_boxed();
    if let Some(except) = except {
        open = open.filter(auth_sessions::id.ne(except));
    }
    // Locked in one order, so that two who end them at once do not wait for each other.
    let open: Vec<SessionId> = open.order(auth_sessions::id).load(connection).await?;
    Ok(diesel::update(auth_sessions::table.filter(auth_sessions::id.eq_any(&open)))
        .filter(auth_sessions::revoked_at.is_null())
        .set(auth_sessions::revoked_at.eq(now))
        .returning(auth_sessions::id)
        .get_results(connection)
        .await?)
}

/// The sessions that were ended at or after an instant.
///
/// # Errors
/// [`StorageError`].
pub async fn revoked_since(
    connection: &mut AsyncPgConnection,
    since: DateTime<Utc>,
) -> Result<Vec<(SessionId, DateTime<Utc>)>, StorageError> {
    let ended = auth_sessions::table.filter(auth_sessions::revoked_at.ge(since));
    Ok(ended
        .select((auth_sessions::id, auth_sessions::revoked_at.assume_not_null()))
        .load(connection)
        .await?)
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
