//! Disables and enables accounts, and gives them other roles.
//!
//! Each change begins with a lock on all active administrators, among whom the caller must still be: of two who disable
//! each other one is too late, and the last one stays.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::admin_users::ManagedUser;
use crate::domain::audit::Origin;
use crate::domain::ids::{SessionId, UserId};
use crate::domain::principals::Caller;
use crate::domain::roles::Role;
use crate::domain::users::User;
use crate::services::admin_users::{AdminUsers, check, record};
use crate::services::error::ServiceError;
use crate::storage::sessions::end;
use crate::storage::{admin_users, audit, push_subscriptions, users};

impl AdminUsers {
    /// Disables an account and ends its sign-ins; answers which ended. A disabled one stays as it is.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; the conflicts `last_administrator` and `own_account`; `InvalidToken` where the caller
    /// is no administrator any more; `Storage`.
    pub async fn disable(
        &self,
        caller: &Caller,
        id: UserId,
        reason: &str,
        origin: &Origin,
    ) -> Result<Vec<SessionId>, ServiceError> {
        check(caller)?;
        let now = self.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let (administrators, user) = lock(connection, caller, id).await?;
            keep_one(&administrators, id)?;
            if id == caller.user_id {
                let message = "Another administrator has to do this.".to_owned();
                return Err(ServiceError::Conflict { code: "own_account", message });
            }
            if user.disabled {
                return Ok(Vec::new());
            }
            admin_users::set_disabled(connection, id, Some(now), now).await?;
            let ended = end::revoke_all(connection, id, None, now).await?;
            push_subscriptions::delete_all(connection, id).await?;
            let detail = json!({ "reason": reason, "sessions": ended });
            let done = record("account.disable", caller, Some(id), origin, detail);
            audit::insert(connection, &[done], now).await?;
            Ok(ended)
        })
        .await
    }

    /// Enables an account. One that is not disabled stays as it is.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; `InvalidToken` where the caller is no administrator any more; `Storage`.
    pub async fn enable(&self, caller: &Caller, id: UserId, origin: &Origin) -> Result<(), ServiceError> {
        check(caller)?;
        let now = self.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let (_, user) = lock(connection, caller, id).await?;
            if !user.disabled {
                return Ok(());
            }
            admin_users::set_disabled(connection, id, None, now).await?;
            let done = record("account.enable", caller, Some(id), origin, json!({}));
            Ok(audit::insert(connection, &[done], now).await?)
        })
        .await
    }

    /// Gives an account another role and ends its sign-ins, which speak of the old one; answers which ended.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; the conflicts `last_administrator`, `role_fixed` for doctors and `no_sign_in` for who
    /// has no address; `InvalidToken` where the caller is no administrator any more; `Storage`.
    pub async fn set_role(
        &self,
        caller: &Caller,
        id: UserId,
        role: Role,
        origin: &Origin,
    ) -> Result<(ManagedUser, Vec<SessionId>), ServiceError> {
        check(caller)?;
        let now = self.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let (administrators, user) = lock(connection, caller, id).await?;
            let mut ended = Vec::new();
            if user.role != role {
                check_role(&administrators, &user)?;
                admin_users::set_role(connection, id, role, now).await?;
                ended = end::revoke_all(connection, id, None, now).await?;
                let detail = json!({ "from": user.role, "to": role, "sessions": ended });
                let done = record("account.set_role", caller, Some(id), origin, detail);
                audit::insert(connection, &[done], now).await?;
            }
            let managed = admin_users::find(connection, id).await?.ok_or(ServiceError::NotFound)?;
            Ok((managed, ended))
        })
        .await
    }
}

/// The active administrators and the account that is to be changed, all locked.
pub(super) async fn lock(
    connection: &mut AsyncPgConnection,
    caller: &Caller,
    id: UserId,
) -> Result<(Vec<UserId>, User), ServiceError> {
    let administrators = users::lock_administrators(connection).await?;
    if !administrators.contains(&caller.user_id) {
        return Err(ServiceError::InvalidToken);
    }
    let user = admin_users::lock(connection, id).await?.ok_or(ServiceError::NotFound)?;
    Ok((administrators, user))
}

fn check_role(administrators: &[UserId], user: &User) -> Result<(), ServiceError> {
    keep_one(administrators, user.id)?;
    let refused = |code, message: &str| Err(ServiceError::Conflict { code, message: message.to_owned() });
    if user.role == Role::Doctor {
        return refused("role_fixed", "A doctor stays a doctor: visits and a schedule hang on it.");
    }
    if user.email.is_none() {
        return refused("no_sign_in", "Somebody without an e-mail address cannot sign in to work.");
    }
    if !user.email_verified {
        // Anybody may register an address before its owner does.
        return refused("email_unverified", "They have to prove their e-mail address first.");
    }
    Ok(())
}

/// Refuses to take the last active administrator away.
fn keep_one(administrators: &[UserId], user: UserId) -> Result<(), ServiceError> {
    if administrators == [user] {
        let message = "There must be an administrator left.".to_owned();
        return Err(ServiceError::Conflict { code: "last_administrator", message });
    }
    Ok(())
}
