//! Addresses that give somebody's visits to whoever knows them. Every query starts from accounts that may be signed in to.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::UserId;
use crate::storage::error::StorageError;
use crate::storage::schema::{calendar_feeds, users};

/// The address as its owner may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct Feed {
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last fetched, to the hour.
    pub last_read_at: Option<DateTime<Utc>>,
}

/// The address of somebody, if they have one.
///
/// # Errors
/// [`StorageError`].
pub async fn find(connection: &mut AsyncPgConnection, user: UserId) -> Result<Option<Feed>, StorageError> {
    Ok(calendar_feeds::table
        .filter(calendar_feeds::user_id.eq(user))
        .select((calendar_feeds::created_at, calendar_feeds::last_read_at))
        .first(connection)
        .await
        .optional()?)
}

/// Whose address has a secret of this hash.
///
/// # Errors
/// [`StorageError`].
pub async fn owner(
    connection: &mut AsyncPgConnection,
    secret_hash: &[u8],
) -> Result<Option<UserId>, StorageError> {
    Ok(calendar_feeds::table
        .inner_join(users::table)
        .filter(calendar_feeds::secret_hash.eq(secret_hash))
        .filter(users::deleted_at.is_null())
        .filter(users::disabled_at.is_null())
        .select(calendar_feeds::user_id)
        .first(connection)
        .await
        .optional()?)
}

/// Gives somebody an address, in the place of the one they had.
///
/// # Errors
/// [`StorageError`].
pub async fn replace(
    connection: &mut AsyncPgConnection,
    user: UserId,
    secret_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let anew = (
        calendar_feeds::secret_hash.eq(secret_hash),
        calendar_feeds::created_at.eq(now),
        calendar_feeds::last_read_at.eq(None::<DateTime<Utc>>),
    );
    diesel::insert_into(calendar_feeds::table)
        .values((calendar_feeds::user_id.eq(user), anew))
        .on_conflict(calendar_feeds::user_id)
        .do_update()
        .set(anew)
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends somebody's address; `false` where they had none.
///
/// # Errors
/// [`StorageError`].
pub async fn delete(connection: &mut AsyncPgConnection, user: UserId) -> Result<bool, StorageError> {
    let feed = calendar_feeds::table.filter(calendar_feeds::user_id.eq(user));
    Ok(diesel::delete(feed).execute(connection).await? == 1)
}

/// Notes that an address was fetched; `false` where that was noted within the last `every`. Of two fetches at once one is
/// told `true`.
///
/// # Errors
/// [`StorageError`].
pub async fn mark_read(
    connection: &mut AsyncPgConnection,
    user: UserId,
    every: TimeDelta,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let last = calendar_feeds::last_read_at;
    let feed = calendar_feeds::table
        .filter(calendar_feeds::user_id.eq(user))
        .filter(last.is_null().or(last.le(now - every)));
    Ok(diesel::update(feed).set(last.eq(now)).execute(connection).await? == 1)
}
