//! What changes of a sign-in while it stands.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::ids::SessionId;
use crate::storage::error::StorageError;
use crate::storage::schema::auth_sessions;
use crate::storage::sessions::open::SecretHash;

/// It was used just now, from there. The later of two instants stays.
///
/// # Errors
/// [`StorageError`].
pub async fn touch(
    connection: &mut AsyncPgConnection,
    id: SessionId,
    ip: Option<IpAddr>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let earlier = auth_sessions::table
        .filter(auth_sessions::id.eq(id))
        .filter(auth_sessions::revoked_at.is_null())
        .filter(auth_sessions::last_used_at.lt(now));
    diesel::update(earlier)
        .set((auth_sessions::last_used_at.eq(now), auth_sessions::ip.eq(ip.map(|ip| ip.to_string()))))
        .execute(connection)
        .await?;
    Ok(())
}

/// The person proved again who they are.
///
/// # Errors
/// [`StorageError`].
pub async fn prove(
    connection: &mut AsyncPgConnection,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    diesel::update(auth_sessions::table.filter(auth_sessions::id.eq(id)))
        .set(auth_sessions::authenticated_at.eq(now))
        .execute(connection)
        .await?;
    Ok(())
}

/// A browser's cookie is another from now on; false for a client, which has none.
///
/// # Errors
/// [`StorageError`].
pub async fn replace_cookie(
    connection: &mut AsyncPgConnection,
    id: SessionId,
    cookie_hash: &SecretHash,
) -> Result<bool, StorageError> {
    let browser = auth_sessions::table
        .filter(auth_sessions::id.eq(id))
        .filter(auth_sessions::cookie_hash.is_not_null());
    let replaced = diesel::update(browser).set(auth_sessions::cookie_hash.eq(cookie_hash.as_slice()));
    Ok(replaced.execute(connection).await? == 1)
}

/// A sign-in may do all that its owner may: the second factor is there.
///
/// # Errors
/// [`StorageError`].
pub async fn admit(connection: &mut AsyncPgConnection, id: SessionId) -> Result<(), StorageError> {
    diesel::update(auth_sessions::table.filter(auth_sessions::id.eq(id)))
        .set(auth_sessions::enrolling.eq(false))
        .execute(connection)
        .await?;
    Ok(())
}
