//! The browsers of people that take pushes, as they are needed for sending.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::channels::PushTarget;
use crate::domain::ids::{PushSubscriptionId, UserId};
use crate::storage::error::StorageError;
use crate::storage::schema::push_subscriptions;

/// Who of these people has any.
///
/// # Errors
/// [`StorageError`].
pub async fn owners(
    connection: &mut AsyncPgConnection,
    people: &[UserId],
) -> Result<HashSet<UserId>, StorageError> {
    let owners: Vec<UserId> = push_subscriptions::table
        .filter(push_subscriptions::user_id.eq_any(people))
        .select(push_subscriptions::user_id)
        .distinct()
        .load(connection)
        .await?;
    Ok(owners.into_iter().collect())
}

/// The browsers of each of these people.
///
/// # Errors
/// [`StorageError`].
pub async fn of(
    connection: &mut AsyncPgConnection,
    people: &[UserId],
) -> Result<HashMap<UserId, Vec<PushTarget>>, StorageError> {
    type Row = (UserId, PushSubscriptionId, String, Vec<u8>, Vec<u8>);
    let rows: Vec<Row> = push_subscriptions::table
        .filter(push_subscriptions::user_id.eq_any(people))
        .order(push_subscriptions::id)
        .select((
            push_subscriptions::user_id,
            push_subscriptions::id,
            push_subscriptions::endpoint,
            push_subscriptions::p256dh,
            push_subscriptions::auth,
        ))
        .load(connection)
        .await?;
    let mut targets: HashMap<UserId, Vec<PushTarget>> = HashMap::new();
    for (owner, id, endpoint, p256dh, auth) in rows {
        targets.entry(owner).or_default().push(PushTarget { id, endpoint, p256dh, auth });
    }
    Ok(targets)
}
