//! Takes a second factor away from somebody who has lost it, and every recovery code with it: nobody else can let them in.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::Origin;
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{EventId, SessionId, UserId};
use crate::domain::principals::Caller;
use crate::services::admin_users::change::lock;
use crate::services::admin_users::{AdminUsers, check, record};
use crate::services::error::ServiceError;
use crate::storage::sessions::end;
use crate::storage::{audit, events, mfa};

impl AdminUsers {
    /// Takes the second factor away and ends the account's sign-ins; answers which ended. Its owner is told by mail, and
    /// signs in by the password alone until they set another one up. Where there is none, nothing is done.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; the conflict `own_account`, since whoever can sign in can switch it off themself;
    /// `InvalidToken` where the caller is no administrator any more; `Storage`.
    pub async fn reset_mfa(
        &self,
        caller: &Caller,
        id: UserId,
        origin: &Origin,
    ) -> Result<Vec<SessionId>, ServiceError> {
        check(caller)?;
        let now = self.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let (_, user) = lock(connection, caller, id).await?;
            if id == caller.user_id {
                let message = "Switch your own second factor off in your security settings.".to_owned();
                return Err(ServiceError::Conflict { code: "own_account", message });
            }
            if !user.mfa_enabled {
                return Ok(Vec::new());
            }
            mfa::remove(connection, id, now).await?;
            let ended = end::revoke_all(connection, id, None, now).await?;
            let told = Event {
                id: EventId::new(now),
                kind: EventKind::AccountSecondFactorOff,
                appointment_id: None,
                user_id: Some(id),
                actor: Some(caller.user_id.0),
                data: json!({}),
                at: now,
            };
            events::insert(connection, &[told]).await?;
            let done = record("account.reset_mfa", caller, Some(id), origin, json!({ "sessions": ended }));
            audit::insert(connection, &[done], now).await?;
            Ok(ended)
        })
        .await
    }
}
