//! A sign-in begins.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::sign_ins::{Keeping, SignIn};
use crate::storage::error::StorageError;
use crate::storage::schema::auth_sessions;

/// SHA-256 of a secret of 256 random bits.
pub type SecretHash = [u8; 32];

/// Opens a session; a browser's has the hash of its cookie.
///
/// # Errors
/// [`StorageError`].
pub async fn open(connection: &mut AsyncPgConnection, sign_in: &SignIn) -> Result<(), StorageError> {
    diesel::insert_into(auth_sessions::table)
        .values((
            auth_sessions::id.eq(sign_in.id),
            auth_sessions::user_id.eq(sign_in.user_id),
            auth_sessions::cookie_hash.eq(sign_in.cookie_hash.as_deref()),
            auth_sessions::created_at.eq(sign_in.created_at),
            auth_sessions::expires_at.eq(sign_in.expires_at),
            auth_sessions::user_agent.eq(&sign_in.user_agent),
            auth_sessions::ip.eq(sign_in.ip.map(|ip| ip.to_string())),
            auth_sessions::last_used_at.eq(sign_in.last_used_at),
            auth_sessions::authenticated_at.eq(sign_in.authenticated_at),
            auth_sessions::trusted.eq(sign_in.keeping == Keeping::TrustedBrowser),
            auth_sessions::enrolling.eq(sign_in.enrolling),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
