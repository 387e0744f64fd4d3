//! Leaving: an account that its owner closes. What a clinic must keep stays; nobody signs in to it any more.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::ids::SessionId;
use crate::domain::principals::Caller;
use crate::domain::roles::Role;
use crate::domain::users::Password;
use crate::services::accounts::visitor::Visitor;
use crate::services::accounts::{Accounts, own};
use crate::services::error::ServiceError;
use crate::storage::sessions::end;
use crate::storage::{admin_users, appointments, audit, push_subscriptions, users};

impl Accounts {
    /// Closes the caller's account; answers the sign-ins that ended with it. An administrator can open it again.
    ///
    /// # Errors
    /// `Conflict` with `has_upcoming_visits` or `last_administrator`; as [`Self::prove`].
    pub async fn deactivate(
        &self,
        caller: &Caller,
        password: &Password,
        otp: Option<&str>,
        visitor: &Visitor,
    ) -> Result<Vec<SessionId>, ServiceError> {
        let proven = self.prove(caller, password, otp, "password", visitor).await?;
        let (user, now) = (caller.user_id, self.clock.now());
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            self.hold(connection, caller, &proven).await?;
            if caller.role == Role::Admin && users::lock_administrators(connection).await? == [user] {
                let message = "You are the last administrator: appoint another one first.".to_owned();
                return Err(ServiceError::Conflict { code: "last_administrator", message });
            }
            if appointments::find::has_upcoming(connection, user, now).await? {
                let message = "There are visits ahead: cancel them first, so that nobody waits.".to_owned();
                return Err(ServiceError::Conflict { code: "has_upcoming_visits", message });
            }
            admin_users::set_disabled(connection, user, Some(now), now).await?;
            let ended = end::revoke_all(connection, user, None, now).await?;
            push_subscriptions::delete_all(connection, user).await?;
            audit::insert(connection, &[own("account.deactivate", user, &visitor.origin, json!({}))], now)
                .await?;
            Ok(ended)
        })
        .await
    }
}
