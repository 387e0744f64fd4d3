//! The pictures of people: small, and the same on every node.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::UserId;
use crate::domain::roles::Role;
use crate::storage::error::StorageError;
use crate::storage::schema::{avatars, users};

/// A picture as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Avatar {
    /// The file.
    pub image: Vec<u8>,
    /// What it is, e.g. `image/jpeg`.
    pub media_type: String,
    /// Of the file.
    pub sha256: Vec<u8>,
}

/// A person's picture, and what their account is for; none where there is no person or no picture.
///
/// # Errors
/// [`StorageError`].
pub async fn find(
    connection: &mut AsyncPgConnection,
    person: UserId,
) -> Result<Option<(Role, Avatar)>, StorageError> {
    let row: Option<(String, Vec<u8>, String, Vec<u8>)> = avatars::table
        .inner_join(users::table)
        .filter(avatars::user_id.eq(person))
        .filter(users::deleted_at.is_null())
        .select((users::role, avatars::image, avatars::media_type, avatars::sha256))
        .first(connection)
        .await
        .optional()?;
    let Some((role, image, media_type, sha256)) = row else { return Ok(None) };
    let role = Role::from_stored(&role).ok_or(StorageError::Corrupt { column: "users.role" })?;
    Ok(Some((role, Avatar { image, media_type, sha256 })))
}

/// Gives a person a picture, instead of the one they had.
///
/// # Errors
/// [`StorageError`].
pub async fn put(
    connection: &mut AsyncPgConnection,
    person: UserId,
    avatar: &Avatar,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let picture = (
        avatars::image.eq(&avatar.image),
        avatars::media_type.eq(&avatar.media_type),
        avatars::sha256.eq(&avatar.sha256),
        avatars::updated_at.eq(now),
    );
    diesel::insert_into(avatars::table)
        .values((avatars::user_id.eq(person), picture))
        .on_conflict(avatars::user_id)
        .do_update()
        .set(picture)
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes a person's picture away; `false` where there is none.
///
/// # Errors
/// [`StorageError`].
pub async fn delete(connection: &mut AsyncPgConnection, person: UserId) -> Result<bool, StorageError> {
    let theirs = avatars::table.filter(avatars::user_id.eq(person));
    Ok(diesel::delete(theirs).execute(connection).await? == 1)
}
