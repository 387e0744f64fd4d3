//! Signing in with a password: a client gets tokens, a browser a cookie.

use chrono::TimeDelta;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::{AuditOutcome, Origin};
use crate::domain::contact::Email;
use crate::domain::ids::{SessionId, UserId};
use crate::domain::users::{Password, User};
use crate::services::accounts::{Accounts, BROWSER_SESSION, CLIENT_SESSION, TokenPair, record};
use crate::services::error::ServiceError;
use crate::storage::error::StorageError;
use crate::storage::sessions::SecretHash;
use crate::storage::{audit, sessions, users};

/// A browser that was just signed in.
pub struct BrowserSession {
    /// The value of its cookie.
    pub cookie: String,
    /// What its writes bring as `X-CSRF-Token`.
    pub csrf_token: String,
}

/// What a session is kept alive by, as a hash.
enum KeptBy<'a> {
    Refresh(&'a SecretHash),
    Cookie(&'a SecretHash),
}

impl Accounts {
    /// Signs a client in.
    ///
    /// # Errors
    /// `InvalidCredentials`, the same and as late for an unknown, disabled or passwordless account and for a wrong
    /// password; `Busy`, `Storage`.
    pub async fn login(
        &self,
        email: &Email,
        password: &Password,
        origin: &Origin,
    ) -> Result<(User, TokenPair), ServiceError> {
        let user = self.check(email, password, origin).await?;
        let refresh = self.secrets.refresh_token();
        let (user, session) = self.open(user, KeptBy::Refresh(&refresh.hash), origin).await?;
        let pair = self.pair(&user, session, refresh.text, self.clock.now())?;
        Ok((user, pair))
    }

    /// Signs a browser in.
    ///
    /// # Errors
    /// As [`Self::login`].
    pub async fn login_browser(
        &self,
        email: &Email,
        password: &Password,
        origin: &Origin,
    ) -> Result<(User, BrowserSession), ServiceError> {
        let user = self.check(email, password, origin).await?;
        let cookie = self.secrets.cookie();
        let (user, session) = self.open(user, KeptBy::Cookie(&cookie.hash), origin).await?;
        let csrf_token = self.secrets.csrf_token(session);
        Ok((user, BrowserSession { cookie: cookie.text, csrf_token }))
    }

    /// Whose password this is. No connection is held while it is hashed.
    async fn check(
        &self,
        email: &Email,
        password: &Password,
        origin: &Origin,
    ) -> Result<UserId, ServiceError> {
        let mut connection = self.database.connection().await?;
        let found = users::find_sign_in(&mut connection, email).await?;
        drop(connection);
        let (user, stored) = found.map_or((None, None), |(user, stored)| (Some(user), stored));
        let matches = self.passwords.verify(password, stored).await?;
        if let (true, Some(user)) = (matches, user) {
            return Ok(user);
        }
        let detail = json!({ "reason": "credentials" });
        let refused = record("account.sign_in", None, user, AuditOutcome::Refused, origin, detail);
        let connection = self.database.connection().await?;
        audit::insert(&connection, &[refused], self.clock.now()).await?;
        Err(ServiceError::InvalidCredentials)
    }

    async fn open(
        &self,
        user: UserId,
        kept_by: KeptBy<'_>,
        origin: &Origin,
    ) -> Result<(User, SessionId), ServiceError> {
        let now = self.clock.now();
        let session = SessionId::new(now);
        let (cookie, refresh, lifetime): (_, _, TimeDelta) = match kept_by {
            KeptBy::Cookie(hash) => (Some(hash), None, BROWSER_SESSION),
            KeptBy::Refresh(hash) => (None, Some(hash), CLIENT_SESSION),
        };
        let expires_at = now + lifetime;
        let mut connection = self.database.connection().await?;
        let user = AsyncPgConnection::transaction(&mut connection, async |connection| {
            // Disabled or deleted while the password was hashed.
            let found = users::find(connection, user).await?.filter(|user| !user.disabled);
            let Some(user) = found else { return Ok(None) };
            sessions::open(connection, session, user.id, cookie, expires_at, now).await?;
            if let Some(hash) = refresh {
                sessions::add_refresh_token(connection, session, hash, expires_at, now).await?;
            }
            let detail = json!({ "session_id": session });
            let done =
                record("account.sign_in", Some(user.id), Some(user.id), AuditOutcome::Ok, origin, detail);
            audit::insert(connection, &[done], now).await?;
            Ok::<_, StorageError>(Some(user))
        })
        .await?;
        Ok((user.ok_or(ServiceError::InvalidCredentials)?, session))
    }
}
