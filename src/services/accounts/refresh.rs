//! Staying signed in: a refresh token is good once and buys the next pair.

use chrono::TimeDelta;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::{AuditOutcome, Origin};
use crate::domain::ids::SessionId;
use crate::services::accounts::{Accounts, TokenPair, record};
use crate::services::error::ServiceError;
use crate::storage::sessions::{self, refresh_tokens};
use crate::storage::{audit, users};

/// A client that lost the answer may ask once more within this, and so may its other half that asked at the same time.
const GRACE: TimeDelta = TimeDelta::seconds(10);

/// What a refresh token led to.
#[derive(Debug)]
pub enum Refreshed {
    /// The next pair.
    Pair(TokenPair),
    /// It was used before: this sign-in ended, and its sockets are to be closed.
    Ended(SessionId),
}

impl Accounts {
    /// The next pair. The same token again within ten seconds gets the same answer, once. Any further use means that
    /// somebody has a copy: the sign-in ends, for the thief and for the owner (RFC 9700 §4.14.2), and that goes on record;
    /// a rotation as it should be does not.
    ///
    /// # Errors
    /// `InvalidToken` for a token that is unknown, expired, or of a sign-in or an account that ended; `Storage`.
    pub async fn refresh(&self, refresh_token: &str, origin: &Origin) -> Result<Refreshed, ServiceError> {
        let presented = self.secrets.read_refresh_token(refresh_token).ok_or(ServiceError::InvalidToken)?;
        let next = self.secrets.successor(refresh_token).ok_or(ServiceError::InvalidToken)?;
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let token = refresh_tokens::lock(connection, &presented).await?;
            let token = token.filter(|token| token.expires_at > now).ok_or(ServiceError::InvalidToken)?;
            let session = token.session_id;
            let sign_in = sessions::find::find(connection, session, now).await?;
            let sign_in = sign_in.ok_or(ServiceError::InvalidToken)?;
            // Two nodes need not agree on the time to the second.
            let again = token.used_at.map(|used_at| (now - used_at).abs() <= GRACE);
            let bought_at = match (again, token.used_at, token.replayed_at) {
                (None, ..) | (_, None, _) => {
                    refresh_tokens::mark_used(connection, &presented, now).await?;
                    // The sign-in's own end stays where it is, so that nobody is signed in for ever.
                    refresh_tokens::add(connection, session, &next.hash, sign_in.expires_at, now).await?;
                    sessions::change::touch(connection, session, origin.ip, now).await?;
                    now
                }
                (Some(true), Some(used_at), None) => {
                    refresh_tokens::mark_replayed(connection, &presented, now).await?;
                    used_at
                }
                (Some(_), Some(_), _) => {
                    sessions::end::revoke(connection, session, now).await?;
                    let detail = json!({ "reason": "refresh_token_reused", "session_id": session });
                    let user = Some(sign_in.user_id);
                    let refused =
                        record("account.refresh", None, user, AuditOutcome::Refused, origin, detail);
                    audit::insert(connection, &[refused], now).await?;
                    return Ok(Refreshed::Ended(session));
                }
            };
            let user = users::find(connection, sign_in.user_id).await?.ok_or(ServiceError::InvalidToken)?;
            Ok(Refreshed::Pair(self.pair(&user, session, next.text, bought_at)?))
        })
        .await
    }
}
