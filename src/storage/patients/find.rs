//! Finds one patient.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::access::PatientScope;
use crate::domain::contact::Email;
use crate::domain::ids::UserId;
use crate::domain::patients::Patient;
use crate::storage::error::StorageError;
use crate::storage::patients::rows::{Row, columns, in_scope, patients, read};
use crate::storage::schema::users;

/// One patient of a scope.
///
/// # Errors
/// [`StorageError`].
pub async fn find(
    connection: &mut AsyncPgConnection,
    scope: &PatientScope,
    id: UserId,
    now: DateTime<Utc>,
) -> Result<Option<Patient>, StorageError> {
    let found: Option<Row> = patients()
        .filter(users::id.eq(id))
        .filter(in_scope(scope, now))
        .select(columns())
        .first(connection)
        .await
        .optional()?;
    found.map(read).transpose()
}

/// Whether an address is anybody's: a patient's or not, deleted or not.
///
/// # Errors
/// [`StorageError`].
pub async fn is_taken(connection: &mut AsyncPgConnection, email: &Email) -> Result<bool, StorageError> {
    let owner = users::table.filter(users::email.eq(email.as_str()));
    Ok(diesel::select(exists(owner)).get_result(connection).await?)
}

/// The patient with an address, whoever's they are.
///
/// # Errors
/// [`StorageError`].
pub async fn of_email(
    connection: &mut AsyncPgConnection,
    email: &Email,
) -> Result<Option<Patient>, StorageError> {
    let found: Option<Row> = patients()
        .filter(users::email.eq(email.as_str()))
        .select(columns())
        .first(connection)
        .await
        .optional()?;
    found.map(read).transpose()
}

/// Whether staff of the scope may book somebody: who is in it, and who has an account of their own, with which they could
/// book there themselves.
///
/// # Errors
/// [`StorageError`].
pub async fn is_bookable(
    connection: &mut AsyncPgConnection,
    scope: &PatientScope,
    id: UserId,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let may = patients()
        .filter(users::id.eq(id))
        .filter(users::password_hash.is_not_null().or(in_scope(scope, now)))
        .select(users::id);
    Ok(diesel::select(exists(may)).get_result(connection).await?)
}
