//! Accounts as far as a password opens them. Every query starts from those that may sign in.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::contact::Email;
use crate::domain::ids::UserId;
use crate::storage::error::StorageError;
use crate::storage::schema::users;

/// Accounts that may sign in.
macro_rules! may_sign_in {
    () => {
        users::table.filter(users::deleted_at.is_null()).filter(users::disabled_at.is_null())
    };
}

/// An account as far as a password opens it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct Lock {
    /// Whose.
    pub id: UserId,
    /// The PHC string; none for an account that nobody has chosen a password for.
    pub password_hash: Option<String>,
    /// When a second factor was enrolled.
    pub mfa_enabled_at: Option<DateTime<Utc>>,
}

/// Who signs in with this address; none for an account that is disabled.
///
/// # Errors
/// [`StorageError`].
pub async fn find_by_email(
    connection: &mut AsyncPgConnection,
    email: &Email,
) -> Result<Option<Lock>, StorageError> {
    Ok(may_sign_in!()
        .filter(users::email.eq(email.as_str()))
        .select(Lock::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// The same by id.
///
/// # Errors
/// [`StorageError`].
pub async fn find(connection: &mut AsyncPgConnection, id: UserId) -> Result<Option<Lock>, StorageError> {
    Ok(may_sign_in!()
        .filter(users::id.eq(id))
        .select(Lock::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// The same, held as it is until the transaction ends: nobody disables the account, changes its role or its password
/// while somebody is signed in to it. As strong as the change that may follow: two who shared it first would wait for each
/// other.
///
/// # Errors
/// [`StorageError`].
pub async fn hold(connection: &mut AsyncPgConnection, id: UserId) -> Result<Option<Lock>, StorageError> {
    Ok(may_sign_in!()
        .filter(users::id.eq(id))
        .for_no_key_update()
        .select(Lock::as_select())
        .first(connection)
        .await
        .optional()?)
}

/// Another password; where `instead_of` is given, only if nobody has changed it meanwhile.
///
/// # Errors
/// [`StorageError`].
pub async fn set_password(
    connection: &mut AsyncPgConnection,
    id: UserId,
    password_hash: &str,
    instead_of: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let account = users::table.filter(users::id.eq(id));
    let change = (users::password_hash.eq(password_hash), users::updated_at.eq(now));
    match instead_of {
        None => diesel::update(account).set(change).execute(connection).await?,
        Some(old) => {
            let unchanged = account.filter(users::password_hash.eq(old));
            diesel::update(unchanged).set(change).execute(connection).await?
        }
    };
    Ok(())
}
