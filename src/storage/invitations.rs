//! Accounts of people who were invited and have not come yet.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::UserId;
use crate::domain::roles::Role;
use crate::storage::error::StorageError;
use crate::storage::schema::users;

/// Somebody who was invited and has not chosen a password yet.
#[derive(Debug, Clone, Queryable)]
pub struct Invited {
    /// Their account.
    pub id: UserId,
    /// Where the link went.
    pub email: String,
    /// What it will be for.
    pub role: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// When they were invited.
    pub created_at: DateTime<Utc>,
}

macro_rules! invited {
    () => {
        users::table
            .filter(users::deleted_at.is_null())
            .filter(users::disabled_at.is_null())
            .filter(users::password_hash.is_null())
            .filter(users::role.ne(Role::Patient.as_str()))
            .select((
                users::id,
                users::email.assume_not_null(),
                users::role,
                users::first_name,
                users::last_name,
                users::created_at,
            ))
    };
}

/// All who were invited, the last one first. There are few: who came is not among them.
///
/// # Errors
/// [`StorageError`].
pub async fn list(connection: &mut AsyncPgConnection) -> Result<Vec<Invited>, StorageError> {
    Ok(invited!().order(users::id.desc()).load(connection).await?)
}

/// One of them.
///
/// # Errors
/// [`StorageError`].
pub async fn find(connection: &mut AsyncPgConnection, id: UserId) -> Result<Option<Invited>, StorageError> {
    Ok(invited!().filter(users::id.eq(id)).first(connection).await.optional()?)
}

/// An invitation is taken back: the account is gone and its address free.
///
/// # Errors
/// [`StorageError`].
pub async fn withdraw(
    connection: &mut AsyncPgConnection,
    id: UserId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(users::table.filter(users::id.eq(id)))
        .set((users::deleted_at.eq(now), users::email.eq(None::<String>), users::updated_at.eq(now)))
        .execute(connection)
        .await?;
    Ok(())
}
