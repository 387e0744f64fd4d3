//! Browsers that take pushes. A browser has one endpoint, whoever is signed in there.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::channels::PushTarget;
use crate::domain::ids::{PushSubscriptionId, UserId};
use crate::storage::error::StorageError;
use crate::storage::schema::push_subscriptions as table;

/// A subscription as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = table)]
pub struct Subscription {
    /// Its id.
    pub id: PushSubscriptionId,
    /// Where its push service takes pushes.
    pub endpoint: String,
    /// Which browser, in words.
    pub label: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last took a push.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// Somebody's subscriptions, the newest first.
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    connection: &mut AsyncPgConnection,
    owner: UserId,
) -> Result<Vec<Subscription>, StorageError> {
    Ok(table::table
        .filter(table::user_id.eq(owner))
        .order(table::id.desc())
        .select(Subscription::as_select())
        .load(connection)
        .await?)
}

/// Adds a subscription. Where the owner has the endpoint already it is the same one, with these keys. Where somebody else has
/// it theirs ends, and this one is new: whoever was signed in at that browser before is not.
///
/// # Errors
/// [`StorageError`].
pub async fn save(
    connection: &mut AsyncPgConnection,
    owner: UserId,
    target: &PushTarget,
    label: &str,
    now: DateTime<Utc>,
) -> Result<Subscription, StorageError> {
    let of_another =
        table::table.filter(table::endpoint.eq(&target.endpoint)).filter(table::user_id.ne(owner));
    diesel::delete(of_another).execute(connection).await?;
    let given = (
        table::user_id.eq(owner),
        table::p256dh.eq(&target.p256dh),
        table::auth.eq(&target.auth),
        table::label.eq(label),
    );
    Ok(diesel::insert_into(table::table)
        .values((
            table::id.eq(target.id),
            table::endpoint.eq(&target.endpoint),
            table::created_at.eq(now),
            given,
        ))
        .on_conflict(table::endpoint)
        .do_update()
        .set(given)
        .returning(Subscription::as_returning())
        .get_result(connection)
        .await?)
}

/// Ends those that somebody has beyond so many, first those that have not been used for the longest.
///
/// # Errors
/// [`StorageError`].
pub async fn make_room(
    connection: &mut AsyncPgConnection,
    owner: UserId,
    keep: PushSubscriptionId,
    most: i64,
) -> Result<(), StorageError> {
    diesel::sql_query(
        "DELETE FROM push_subscriptions WHERE id IN (
             SELECT id FROM push_subscriptions WHERE user_id = $1
             ORDER BY id = $2 DESC, coalesce(last_used_at, created_at) DESC, id DESC OFFSET $3)",
    )
    .bind::<SqlUuid, _>(owner)
    .bind::<SqlUuid, _>(keep)
    .bind::<BigInt, _>(most)
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends a subscription of somebody; `false` where they have none of this id.
///
/// # Errors
/// [`StorageError`].
pub async fn delete(
    connection: &mut AsyncPgConnection,
    owner: UserId,
    id: PushSubscriptionId,
) -> Result<bool, StorageError> {
    let theirs = table::table.filter(table::id.eq(id)).filter(table::user_id.eq(owner));
    Ok(diesel::delete(theirs).execute(connection).await? == 1)
}

/// Ends all of somebody's subscriptions.
///
/// # Errors
/// [`StorageError`].
pub async fn delete_all(connection: &mut AsyncPgConnection, owner: UserId) -> Result<(), StorageError> {
    diesel::delete(table::table.filter(table::user_id.eq(owner))).execute(connection).await?;
    Ok(())
}

/// Keeps what their push services said: which took a push, and which take none any more.
///
/// # Errors
/// [`StorageError`].
pub async fn learn(
    connection: &mut AsyncPgConnection,
    used: &[PushSubscriptionId],
    gone: &[PushSubscriptionId],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::delete(table::table.filter(table::id.eq_any(gone))).execute(connection).await?;
    diesel::update(table::table.filter(table::id.eq_any(used)))
        .set(table::last_used_at.eq(now))
        .execute(connection)
        .await?;
    Ok(())
}
