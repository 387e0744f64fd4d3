//! Authenticators and recovery codes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::UserId;
use crate::storage::error::StorageError;
use crate::storage::schema::{mfa_methods, recovery_codes, users};

/// A person's authenticator.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = mfa_methods)]
pub struct Authenticator {
    /// Its secret, sealed for its owner.
    pub sealed: Vec<u8>,
    /// How far its clock is from ours, in steps.
    pub drift_steps: i32,
    /// Codes of this step and earlier ones are used up.
    pub last_step: i64,
    /// When the first right code came; none while it is being enrolled.
    pub confirmed_at: Option<DateTime<Utc>>,
}

/// Begins an enrolment, in the place of one that was not finished.
///
/// # Errors
/// [`StorageError`].
pub async fn enroll(
    connection: &mut AsyncPgConnection,
    user: UserId,
    sealed: &[u8],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let unfinished =
        mfa_methods::table.filter(mfa_methods::user_id.eq(user)).filter(mfa_methods::confirmed_at.is_null());
    diesel::delete(unfinished).execute(connection).await?;
    diesel::insert_into(mfa_methods::table)
        .values((
            mfa_methods::user_id.eq(user),
            mfa_methods::sealed.eq(sealed),
            mfa_methods::created_at.eq(now),
        ))
        .on_conflict(mfa_methods::user_id)
        .do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}

/// A person's authenticator, locked until the transaction ends, so that a code is good once.
///
/// # Errors
/// [`StorageError`].
pub async fn lock(
    connection: &mut AsyncPgConnection,
    user: UserId,
) -> Result<Option<Authenticator>, StorageError> {
    Ok(mfa_methods::table
        .filter(mfa_methods::user_id.eq(user))
        .for_update()
        .select(Authenticator::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// A code was right: it and what came before it are used up, and this is how far the clock is off.
///
/// # Errors
/// [`StorageError`].
pub async fn use_code(
    connection: &mut AsyncPgConnection,
    user: UserId,
    step: i64,
    drift_steps: i32,
) -> Result<(), StorageError> {
    diesel::update(mfa_methods::table.filter(mfa_methods::user_id.eq(user)))
        .set((mfa_methods::last_step.eq(step), mfa_methods::drift_steps.eq(drift_steps)))
        .execute(connection)
        .await?;
    Ok(())
}

/// The second factor is on, with these recovery codes.
///
/// # Errors
/// [`StorageError`].
pub async fn activate(
    connection: &mut AsyncPgConnection,
    user: UserId,
    recovery: &[Vec<u8>],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(mfa_methods::table.filter(mfa_methods::user_id.eq(user)))
        .set(mfa_methods::confirmed_at.eq(now))
        .execute(connection)
        .await?;
    diesel::update(users::table.filter(users::id.eq(user)))
        .set((users::mfa_enabled_at.eq(now), users::updated_at.eq(now)))
        .execute(connection)
        .await?;
    replace_recovery_codes(connection, user, recovery, now).await
}

/// The second factor is off, and all that belongs to it gone.
///
/// # Errors
/// [`StorageError`].
pub async fn remove(
    connection: &mut AsyncPgConnection,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::delete(mfa_methods::table.filter(mfa_methods::user_id.eq(user))).execute(connection).await?;
    diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(user)))
        .execute(connection)
        .await?;
    diesel::update(users::table.filter(users::id.eq(user)))
        .set((users::mfa_enabled_at.eq(None::<DateTime<Utc>>), users::updated_at.eq(now)))
        .execute(connection)
        .await?;
    Ok(())
}

/// These recovery codes, and none that were before.
///
/// # Errors
/// [`StorageError`].
pub async fn replace_recovery_codes(
    connection: &mut AsyncPgConnection,
    user: UserId,
    hashes: &[Vec<u8>],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(user)))
        .execute(connection)
        .await?;
    let rows: Vec<_> = hashes
        .iter()
        .map(|hash| {
            (
                recovery_codes::user_id.eq(user),
                recovery_codes::hash.eq(hash),
                recovery_codes::created_at.eq(now),
            )
        })
        .collect();
    diesel::insert_into(recovery_codes::table).values(rows).execute(connection).await?;
    Ok(())
}

/// Uses a recovery code up; false where there is none, or it was used.
///
/// # Errors
/// [`StorageError`].
pub async fn use_recovery_code(
    connection: &mut AsyncPgConnection,
    user: UserId,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let unused = recovery_codes::table
        .filter(recovery_codes::user_id.eq(user))
        .filter(recovery_codes::hash.eq(hash))
        .filter(recovery_codes::used_at.is_null());
    Ok(diesel::update(unused).set(recovery_codes::used_at.eq(now)).execute(connection).await? == 1)
}
