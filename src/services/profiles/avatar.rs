//! The picture of a person: set, read, taken away.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::domain::audit::Origin;
use crate::domain::ids::UserId;
use crate::domain::principals::Caller;
use crate::domain::profiles::Profile;
use crate::domain::roles::Role;
use crate::services::error::ServiceError;
use crate::services::profiles::{Profiles, record, tie};
use crate::storage::avatars::{self, Avatar};
use crate::storage::{audit, profiles};

impl Profiles {
    /// Makes a picture of a file, for whoever's profile the caller may change.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` with `not_an_image` or `image_too_large`; `Busy`, `Storage`.
    pub async fn set_avatar(
        &self,
        caller: &Caller,
        person: UserId,
        file: Vec<u8>,
        origin: &Origin,
    ) -> Result<Profile, ServiceError> {
        // Before the work. No connection is held while it is done.
        tie(&mut *self.database.connection().await?, caller, person).await?;
        let image = self.pictures.square(file).await?;
        let sha256 = Sha256::digest(&image).to_vec();
        let avatar = Avatar { image, media_type: "image/jpeg".to_owned(), sha256 };
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let before = profiles::find::lock(connection, person).await?.ok_or(ServiceError::NotFound)?;
            avatars::put(connection, person, &avatar, now).await?;
            profiles::change::bump(connection, person, now).await?;
            let done = record("profile.set_avatar", caller, &before, origin, json!({}));
            audit::insert(connection, &[done], now).await?;
            profiles::find::find(connection, person).await?.ok_or(ServiceError::NotFound)
        })
        .await
    }

    /// A person's picture: a doctor's for anyone, others' for who may see their profile.
    ///
    /// # Errors
    /// `NotFound` where there is none, or none that is the caller's to see; `Storage`.
    pub async fn avatar(&self, caller: Option<&Caller>, person: UserId) -> Result<Avatar, ServiceError> {
        let mut connection = self.database.connection().await?;
        let (role, avatar) = avatars::find(&mut connection, person).await?.ok_or(ServiceError::NotFound)?;
        if role != Role::Doctor {
            tie(&mut connection, caller.ok_or(ServiceError::NotFound)?, person).await?;
        }
        Ok(avatar)
    }

    /// Takes a picture away, if there is one.
    ///
    /// # Errors
    /// `NotFound` where the profile is not the caller's to change; `Storage`.
    pub async fn delete_avatar(
        &self,
        caller: &Caller,
        person: UserId,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            tie(connection, caller, person).await?;
            let before = profiles::find::lock(connection, person).await?.ok_or(ServiceError::NotFound)?;
            if !avatars::delete(connection, person).await? {
                return Ok(());
            }
            profiles::change::bump(connection, person, now).await?;
            let done = record("profile.delete_avatar", caller, &before, origin, json!({}));
            Ok(audit::insert(connection, &[done], now).await?)
        })
        .await
    }
}
