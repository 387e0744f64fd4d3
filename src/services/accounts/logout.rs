//! Signing out: the session ends, and with it whatever kept it alive.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::access::Caller;
use crate::domain::audit::{AuditOutcome, Origin};
use crate::domain::ids::SessionId;
use crate::services::accounts::{Accounts, record};
use crate::services::error::ServiceError;
use crate::storage::audit;
use crate::storage::sessions::{end, refresh_tokens};

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
            ended.extend(refresh_tokens::session_of(&mut connection, &hash).await?);
            ended.dedup();
        }
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            for session in &ended {
                end::revoke(connection, *session, now).await?;
                let detail = json!({ "session_id": session });
                let done = record("account.sign_out", who, who, AuditOutcome::Ok, origin, detail);
                audit::insert(connection, &[done], now).await?;
            }
            Ok::<_, ServiceError>(())
        })
        .await?;
        Ok(ended)
    }

    /// Ends all of the caller's sessions, or all but the one they came with; answers which ended.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn logout_all(
        &self,
        caller: &Caller,
        except_this: bool,
        origin: &Origin,
    ) -> Result<Vec<SessionId>, ServiceError> {
        let (now, user) = (self.clock.now(), caller.user_id);
        let except = except_this.then_some(caller.session_id);
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let ended = end::revoke_all(connection, user, except, now).await?;
            let detail = json!({ "sessions": ended.len(), "except_this": except_this });
            let done =
                record("account.sign_out_all", Some(user), Some(user), AuditOutcome::Ok, origin, detail);
            audit::insert(connection, &[done], now).await?;
            Ok(ended)
        })
        .await
    }
}
