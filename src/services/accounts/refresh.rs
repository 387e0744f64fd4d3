//! Staying signed in: a refresh token is good once and buys the next pair.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::{AuditOutcome, Origin};
use crate::services::accounts::{Accounts, CLIENT_SESSION, TokenPair, record};
use crate::services::error::ServiceError;
use crate::storage::error::StorageError;
use crate::storage::sessions::Presented;
use crate::storage::{audit, sessions, users};

impl Accounts {
    /// The next pair. A token that was used before means that somebody has a copy: the session ends, for the thief
    /// and for the owner (RFC 9700 §4.14.2), and that goes on record; a rotation as it should be does not.
    ///
    /// # Errors
    /// `InvalidToken` for a token that is unknown, expired, used, or of a session or an account that ended; `Storage`.
    pub async fn refresh(&self, refresh_token: &str, origin: &Origin) -> Result<TokenPair, ServiceError> {
        let presented = self.secrets.read_refresh_token(refresh_token).ok_or(ServiceError::InvalidToken)?;
        let next = self.secrets.refresh_token();
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let rotated = AsyncPgConnection::transaction(&mut connection, async |connection| {
            match sessions::use_refresh_token(connection, &presented, now).await? {
                Presented::Unknown => Ok(None),
                Presented::Reused { session } => {
                    sessions::revoke(connection, session, now).await?;
                    let detail = json!({ "reason": "refresh_token_reused", "session_id": session });
                    let refused =
                        record("account.refresh", None, None, AuditOutcome::Refused, origin, detail);
                    audit::insert(connection, &[refused], now).await?;
                    Ok(None)
                }
                Presented::Fresh { session, user } => {
                    // The session's own end stays where it is, so that nobody is signed in for ever.
                    let expires_at = now + CLIENT_SESSION;
                    sessions::add_refresh_token(connection, session, &next.hash, expires_at, now).await?;
                    let user = users::find(connection, user).await?;
                    Ok::<_, StorageError>(user.map(|user| (user, session)))
                }
            }
        })
        .await?;
        let (user, session) = rotated.ok_or(ServiceError::InvalidToken)?;
        self.pair(&user, session, next.text, now)
    }
}
