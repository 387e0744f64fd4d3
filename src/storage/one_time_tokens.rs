//! Links and codes that are good once. Their texts are nowhere stored.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::{OneTimeTokenId, UserId};
use crate::domain::one_time::{CODE_ATTEMPTS, Purpose};
use crate::storage::error::StorageError;
use crate::storage::schema::{one_time_tokens, users};

/// A link or a code as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = one_time_tokens)]
pub struct OneTimeToken {
    /// Its id, of which its text is made.
    pub id: OneTimeTokenId,
    /// Whose.
    pub user_id: UserId,
    /// What it is good for, as stored.
    pub purpose: String,
    /// Of its text.
    pub hash: Vec<u8>,
    /// The address or number that it was sent to, and proves.
    pub address: String,
    /// When it is worth nothing any more.
    pub expires_at: DateTime<Utc>,
}

/// Ends those of a purpose that are still open.
///
/// # Errors
/// [`StorageError`].
pub async fn close(
    connection: &mut AsyncPgConnection,
    user: UserId,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let open = one_time_tokens::table
        .filter(one_time_tokens::user_id.eq(user))
        .filter(one_time_tokens::purpose.eq(purpose.as_str()))
        .filter(one_time_tokens::used_at.is_null());
    diesel::update(open).set(one_time_tokens::used_at.eq(now)).execute(connection).await?;
    Ok(())
}

/// Adds one; false, and none is added, where enough are open. Who asks again and again must not shut the owner out: a
/// further link leaves the earlier ones as they are, a further code takes the place of the one before, and there are only
/// so many of either.
///
/// # Errors
/// [`StorageError`].
pub async fn issue(
    connection: &mut AsyncPgConnection,
    token: &OneTimeToken,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    // One at a time for each person, so that what is counted here stays so.
    let owner = users::table.filter(users::id.eq(token.user_id)).select(users::id);
    let _owner: UserId = owner.for_no_key_update().first(connection).await?;
    let lately = one_time_tokens::table
        .filter(one_time_tokens::user_id.eq(token.user_id))
        .filter(one_time_tokens::purpose.eq(purpose.as_str()))
        .filter(one_time_tokens::created_at.gt(now - purpose.counted_for()));
    let sent: i64 = lately.count().get_result(connection).await?;
    if sent >= purpose.most() {
        return Ok(false);
    }
    if purpose.is_code() {
        close(connection, token.user_id, purpose, now).await?;
    }
    diesel::insert_into(one_time_tokens::table)
        .values((
            one_time_tokens::id.eq(token.id),
            one_time_tokens::user_id.eq(token.user_id),
            one_time_tokens::purpose.eq(&token.purpose),
            one_time_tokens::hash.eq(&token.hash),
            one_time_tokens::address.eq(&token.address),
            one_time_tokens::created_at.eq(now),
            one_time_tokens::expires_at.eq(token.expires_at),
        ))
        .execute(connection)
        .await?;
    Ok(true)
}

macro_rules! open {
    ($now:expr) => {
        one_time_tokens::table
            .filter(one_time_tokens::used_at.is_null())
            .filter(one_time_tokens::expires_at.gt($now))
            .filter(one_time_tokens::attempts.lt(CODE_ATTEMPTS))
    };
}

/// Those of these ids that are still good.
///
/// # Errors
/// [`StorageError`].
pub async fn find_open(
    connection: &mut AsyncPgConnection,
    ids: &[OneTimeTokenId],
    now: DateTime<Utc>,
) -> Result<Vec<OneTimeToken>, StorageError> {
    Ok(open!(now)
        .filter(one_time_tokens::id.eq_any(ids))
        .select(OneTimeToken::as_select())
        .load(connection)
        .await?)
}

/// The codes of a purpose that are still good and belong to one of these people, locked and charged an attempt each: a
/// wrong guess counts, however many guess at once.
///
/// # Errors
/// [`StorageError`].
pub async fn try_codes(
    connection: &mut AsyncPgConnection,
    users: &[UserId],
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Result<Vec<OneTimeToken>, StorageError> {
    let tried = open!(now)
        .filter(one_time_tokens::user_id.eq_any(users))
        .filter(one_time_tokens::purpose.eq(purpose.as_str()));
    Ok(diesel::update(tried)
        .set(one_time_tokens::attempts.eq(one_time_tokens::attempts + 1))
        .returning(OneTimeToken::as_returning())
        .get_results(connection)
        .await?)
}

/// Uses one up; false where somebody else did, or its time is over.
///
/// # Errors
/// [`StorageError`].
pub async fn use_up(
    connection: &mut AsyncPgConnection,
    id: OneTimeTokenId,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let open = one_time_tokens::table
        .filter(one_time_tokens::id.eq(id))
        .filter(one_time_tokens::used_at.is_null())
        .filter(one_time_tokens::expires_at.gt(now));
    Ok(diesel::update(open).set(one_time_tokens::used_at.eq(now)).execute(connection).await? == 1)
}

/// Forgets those whose time was over before `before`; answers how many, at most `limit`.
///
/// # Errors
/// [`StorageError`].
pub async fn purge(
    connection: &mut AsyncPgConnection,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<usize, StorageError> {
    let deleted = diesel::sql_query(
        "DELETE FROM one_time_tokens WHERE id IN (
             SELECT id FROM one_time_tokens WHERE expires_at < $1 LIMIT $2)",
    )
    .bind::<Timestamptz, _>(before)
    .bind::<BigInt, _>(limit)
    .execute(connection)
    .await?;
    Ok(deleted)
}
