//! Whose credential this is, asked once a request.

use chrono::{DateTime, Utc};

use crate::domain::access::Caller;
use crate::domain::ids::SessionId;
use crate::services::accounts::{Accounts, caller};
use crate::services::error::ServiceError;
use crate::storage::{sessions, users};

/// Somebody who proved who they are, until then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticated {
    /// Who.
    pub caller: Caller,
    /// When the credential ends; what was opened by it ends with it.
    pub expires_at: DateTime<Utc>,
}

impl Accounts {
    /// Reads an access token, without the database: it stays good until it expires, also where its session ended.
    ///
    /// # Errors
    /// `InvalidToken`, `TokenExpired`.
    pub fn authenticate_bearer(&self, token: &str) -> Result<Authenticated, ServiceError> {
        let (caller, expires_at) = self.tokens.verify(token, self.clock.now())?;
        Ok(Authenticated { caller, expires_at })
    }

    /// Looks a browser's session up.
    ///
    /// # Errors
    /// `InvalidToken` for a cookie that is not ours, or whose session or account ended; `Storage`.
    pub async fn authenticate_cookie(&self, cookie: &str) -> Result<Authenticated, ServiceError> {
        let hash = self.secrets.read_cookie(cookie).ok_or(ServiceError::InvalidToken)?;
        let mut connection = self.database.connection().await?;
        let session = sessions::find_by_cookie(&mut connection, &hash, self.clock.now()).await?;
        let (session, user, expires_at) = session.ok_or(ServiceError::InvalidToken)?;
        let user = users::find(&mut connection, user).await?.ok_or(ServiceError::InvalidToken)?;
        Ok(Authenticated { caller: caller(&user, session), expires_at })
    }

    /// What the page of a session sends back with its writes.
    #[must_use]
    pub fn csrf_token(&self, session: SessionId) -> String {
        self.secrets.csrf_token(session)
    }

    /// Whether a write came from the page of this session.
    #[must_use]
    pub fn is_csrf_token(&self, session: SessionId, presented: &str) -> bool {
        self.secrets.is_csrf_token(session, presented)
    }
}
