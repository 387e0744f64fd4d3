//! Finds a profile, for reading or for a change.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::UserId;
use crate::domain::profiles::Profile;
use crate::storage::error::StorageError;
use crate::storage::profiles::rows::{PatientRow, PersonRow, Row, people, read};
use crate::storage::schema::{avatars, users};

/// The profile of a person.
///
/// # Errors
/// [`StorageError`].
pub async fn find(connection: &mut AsyncPgConnection, id: UserId) -> Result<Option<Profile>, StorageError> {
    let row: Option<Row> = people()
        .filter(users::id.eq(id))
        .select((PersonRow::as_select(), Option::<PatientRow>::as_select(), avatars::sha256.nullable()))
        .first(connection)
        .await
        .optional()?;
    row.map(read).transpose()
}

/// Locks a person's account for the rest of the transaction and reads the profile; none where there is no such person.
///
/// # Errors
/// [`StorageError::Busy`] where somebody else keeps it for too long.
pub async fn lock(connection: &mut AsyncPgConnection, id: UserId) -> Result<Option<Profile>, StorageError> {
    let found: Option<UserId> = users::table
        .filter(users::id.eq(id))
        .filter(users::deleted_at.is_null())
        .select(users::id)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    match found {
        Some(id) => find(connection, id).await,
        None => Ok(None),
    }
}
