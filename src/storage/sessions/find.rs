//! Sign-ins that stand. Every query starts from those that have not ended, of accounts that may sign in.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::{SessionId, UserId};
use crate::domain::sign_ins::SignIn;
use crate::storage::error::StorageError;
use crate::storage::schema::{auth_sessions, users};
use crate::storage::sessions::open::SecretHash;
use crate::storage::sessions::rows::{SessionRow, read};

macro_rules! standing {
    ($now:expr) => {
        auth_sessions::table
            .inner_join(users::table)
            .filter(auth_sessions::revoked_at.is_null())
            .filter(auth_sessions::expires_at.gt($now))
            .filter(users::disabled_at.is_null())
            .filter(users::deleted_at.is_null())
    };
}

/// A sign-in that stands; none where it ended or its account may not sign in.
///
/// # Errors
/// [`StorageError`].
pub async fn find(
    connection: &mut AsyncPgConnection,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<Option<SignIn>, StorageError> {
    let row: Option<SessionRow> = standing!(now)
        .filter(auth_sessions::id.eq(id))
        .select(SessionRow::as_select())
        .first(connection)
        .await
        .optional()?;
    Ok(row.map(read))
}

/// Which sign-in a cookie keeps, whether it stands or not.
///
/// # Errors
/// [`StorageError`].
pub async fn of_cookie(
    connection: &mut AsyncPgConnection,
    cookie_hash: &SecretHash,
) -> Result<Option<SessionId>, StorageError> {
    Ok(auth_sessions::table
        .filter(auth_sessions::cookie_hash.eq(cookie_hash.as_slice()))
        .select(auth_sessions::id)
        .first(connection)
        .await
        .optional()?)
}

/// The sign-ins of a person that stand, the last used first. A person has few.
///
/// # Errors
/// [`StorageError`].
pub async fn of_user(
    connection: &mut AsyncPgConnection,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<Vec<SignIn>, StorageError> {
    let rows: Vec<SessionRow> = standing!(now)
        .filter(auth_sessions::user_id.eq(user))
        .order((auth_sessions::last_used_at.desc(), auth_sessions::id.desc()))
        .select(SessionRow::as_select())
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(read).collect())
}
