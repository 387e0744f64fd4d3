//! Signing out: the session ends, and with it whatever kept it alive.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::Origin;
use crate::domain::ids::SessionId;
use crate::domain::principals::Caller;
use crate::services::accounts::{Accounts, own};
use crate::services::error::ServiceError;
use crate::storage::sessions::{end, refresh_tokens};
use crate::storage::{audit, push_subscriptions};

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
        let mut ended: Vec<_> = caller.iter().map(|caller| (caller.session_id, caller.user_id)).collect();
        let presented = refresh_token.and_then(|text| self.secrets.read_refresh_token(text));
        if ended.is_empty() && presented.is_none() {
            return Ok(Vec::new());
        }
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        if let Some(hash) = presented {
            ended.extend(refresh_tokens::session_of(&mut connection, &hash).await?);
            ended.dedup();
        }
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            for (session, user) in &ended {
                end::revoke(connection, *session, now).await?;
                let done = own("account.sign_out", *user, origin, json!({ "session_id": session }));
                audit::insert(connection, &[done], now).await?;
            }
            Ok::<_, ServiceError>(())
        })
        .await?;
        Ok(ended.into_iter().map(|(session, _)| session).collect())
    }

    /// Ends all of the caller's sessions, or all but the one they came with; answers which ended. Nothing is pushed
    /// to any of their browsers any more: which of them may be in strange hands is not known.
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
            push_subscriptions::delete_all(connection, user).await?;
            let detail = json!({ "sessions": ended.len(), "except_this": except_this });
            let done = own("account.sign_out_all", user, origin, detail);
            audit::insert(connection, &[done], now).await?;
            Ok(ended)
        })
        .await
    }
}
