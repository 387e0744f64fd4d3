//! Where somebody is signed in: their own list, and shutting one of them out.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::Origin;
use crate::domain::ids::SessionId;
use crate::domain::principals::Caller;
use crate::domain::sign_ins::SignIn;
use crate::services::accounts::{Accounts, own};
use crate::services::error::ServiceError;
use crate::storage::audit;
use crate::storage::sessions::{end, find};

impl Accounts {
    /// The caller's sign-ins that stand, the last used first.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn sessions(&self, caller: &Caller) -> Result<Vec<SignIn>, ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let mut sign_ins = find::of_user(&mut connection, caller.user_id, now).await?;
        sign_ins.retain(|sign_in| sign_in.ends_at(caller.role) > now);
        Ok(sign_ins)
    }

    /// One of them.
    ///
    /// # Errors
    /// `NotFound` for one that is somebody else's or ended; `Storage`.
    pub async fn session(&self, caller: &Caller, id: SessionId) -> Result<SignIn, ServiceError> {
        let sign_ins = self.sessions(caller).await?;
        sign_ins.into_iter().find(|sign_in| sign_in.id == id).ok_or(ServiceError::NotFound)
    }

    /// Ends one of them.
    ///
    /// # Errors
    /// As [`Self::session`].
    pub async fn end_session(
        &self,
        caller: &Caller,
        id: SessionId,
        origin: &Origin,
    ) -> Result<(), ServiceError> {
        self.session(caller, id).await?;
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            end::revoke(connection, id, now).await?;
            let ended = own("account.sign_out", caller.user_id, origin, json!({ "session_id": id }));
            audit::insert(connection, &[ended], now).await?;
            Ok::<_, ServiceError>(())
        })
        .await
    }
}
