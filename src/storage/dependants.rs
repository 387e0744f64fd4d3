//! Who looks after whom. Every query starts from people who are not deleted.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::UserId;
use crate::storage::error::StorageError;
use crate::storage::schema::{dependants, users};

/// Whether somebody is the guardian of a person.
///
/// # Errors
/// [`StorageError`].
pub async fn is_guardian(
    connection: &mut AsyncPgConnection,
    guardian: UserId,
    person: UserId,
) -> Result<bool, StorageError> {
    let tie = dependants::table
        .inner_join(users::table)
        .filter(dependants::guardian_id.eq(guardian))
        .filter(dependants::dependant_id.eq(person))
        .filter(users::deleted_at.is_null());
    Ok(diesel::select(exists(tie)).get_result(connection).await?)
}

/// Whom somebody looks after.
///
/// # Errors
/// [`StorageError`].
pub async fn of(connection: &mut AsyncPgConnection, guardian: UserId) -> Result<Vec<UserId>, StorageError> {
    Ok(dependants::table
        .inner_join(users::table)
        .filter(dependants::guardian_id.eq(guardian))
        .filter(users::deleted_at.is_null())
        .select(dependants::dependant_id)
        .load(connection)
        .await?)
}

/// Those whom any of these people look after.
///
/// # Errors
/// [`StorageError`].
pub async fn of_many(
    connection: &mut AsyncPgConnection,
    guardians: &[UserId],
) -> Result<Vec<UserId>, StorageError> {
    Ok(dependants::table
        .filter(dependants::guardian_id.eq_any(guardians))
        .select(dependants::dependant_id)
        .load(connection)
        .await?)
}

/// Who looks after these people: each guardian beside each of theirs.
///
/// # Errors
/// [`StorageError`].
pub async fn guardians_of(
    connection: &mut AsyncPgConnection,
    people: &[UserId],
) -> Result<Vec<(UserId, UserId)>, StorageError> {
    Ok(dependants::table
        .filter(dependants::dependant_id.eq_any(people))
        .select((dependants::guardian_id, dependants::dependant_id))
        .load(connection)
        .await?)
}

/// The same, of those alone whose account is open: who can be written to.
///
/// # Errors
/// [`StorageError`].
pub async fn open_guardians_of(
    connection: &mut AsyncPgConnection,
    people: &[UserId],
) -> Result<Vec<(UserId, UserId)>, StorageError> {
    let open = users::table
        .filter(users::deleted_at.is_null())
        .filter(users::disabled_at.is_null())
        .select(users::id);
    Ok(dependants::table
        .filter(dependants::dependant_id.eq_any(people))
        .filter(dependants::guardian_id.eq_any(open))
        .select((dependants::guardian_id, dependants::dependant_id))
        .load(connection)
        .await?)
}

/// Lets somebody look after a person.
///
/// # Errors
/// `Refused` where they do already; else [`StorageError`].
pub async fn insert(
    connection: &mut AsyncPgConnection,
    guardian: UserId,
    person: UserId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::insert_into(dependants::table)
        .values((
            dependants::guardian_id.eq(guardian),
            dependants::dependant_id.eq(person),
            dependants::created_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Lets somebody look after a person no longer; `false` where they did not.
///
/// # Errors
/// [`StorageError`].
pub async fn delete(
    connection: &mut AsyncPgConnection,
    guardian: UserId,
    person: UserId,
) -> Result<bool, StorageError> {
    let tie = dependants::table
        .filter(dependants::guardian_id.eq(guardian))
        .filter(dependants::dependant_id.eq(person));
    Ok(diesel::delete(tie).execute(connection).await? == 1)
}
