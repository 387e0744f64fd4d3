//! Addresses and numbers that were proven to be their owner's.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::UserId;
use crate::storage::error::StorageError;
use crate::storage::schema::users;

/// The address is proven to be theirs, and their account's from now on. False where it is somebody else's.
///
/// # Errors
/// [`StorageError`].
pub async fn prove_email(
    connection: &mut AsyncPgConnection,
    id: UserId,
    email: &str,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let others = users::table.filter(users::email.eq(email)).filter(users::id.ne(id));
    if diesel::select(diesel::dsl::exists(others)).get_result(connection).await? {
        return Ok(false);
    }
    diesel::update(users::table.filter(users::id.eq(id)))
        .set((
            users::email.eq(email),
            users::email_verified_at.eq(now),
            users::updated_at.eq(now),
            users::version.eq(users::version + 1),
        ))
        .execute(connection)
        .await?;
    Ok(true)
}

/// The number is proven to be theirs. False where the account has another by now.
///
/// # Errors
/// [`StorageError`].
pub async fn prove_phone(
    connection: &mut AsyncPgConnection,
    id: UserId,
    phone: &str,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let proven = diesel::update(users::table.filter(users::id.eq(id)).filter(users::phone.eq(phone)))
        .set((
            users::phone_verified_at.eq(now),
            users::updated_at.eq(now),
            users::version.eq(users::version + 1),
        ))
        .execute(connection)
        .await?;
    Ok(proven == 1)
}
