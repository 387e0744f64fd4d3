//! Signing out: the session ends, and with it whatever kept it alive.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::access::Caller;
use crate::domain::audit::{AuditOutcome, Origin};
use crate::domain::ids::SessionId;
use crate::services::accounts::{Accounts, record};
use crate::services::error::ServiceError;
use crate::storage::error::StorageError;
use crate::storage::{audit, sessions};

impl Accounts {
    /// Ends the caller's session and that of the refresh token, which are mostly one; answers which ended. A token of
    /// nobody's ends nothing.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn logout(
        &self,
        caller: Option<&Caller>,
        refresh_token: Option<&str>,
        origin: &Origin,
    ) -> Result<Vec<SessionId>, ServiceError> {
        let mut ended: Vec<_> = caller.iter().map(|caller| caller.session_id).collect();
        let presented = refresh_token.and_then(|text| self.secrets.read_refresh_token(text));
        if ended.is_empty() && presented.is_none() {
            return Ok(ended);
        }
        let now = self.clock.now();
        let who = caller.map(|caller| caller.user_id);
        let mut connection = self.database.connection().await?;
        if let Some(hash) = presented {
            ended.extend(sessions::find_by_refresh_token(&mut connection, &hash).await?);
            ended.dedup();
        }
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            for session in &ended {
                sessions::revoke(connection, *session, now).await?;
                let detail = json!({ "session_id": session });
                let done = record("account.sign_out", who, who, AuditOutcome::Ok, origin, detail);
                audit::insert(connection, &[done], now).await?;
            }
            Ok::<_, StorageError>(())
        })
        .await?;
        Ok(ended)
    }
}
