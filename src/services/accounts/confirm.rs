//! Proving again who one is, in the middle of a sign-in: before what changes how an account is protected.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::access::Caller;
use crate::domain::audit::AuditOutcome;
use crate::domain::ids::UserId;
use crate::domain::users::Password;
use crate::services::accounts::throttle::Turn;
use crate::services::accounts::visitor::Visitor;
use crate::services::accounts::{Accounts, own, record};
use crate::services::error::ServiceError;
use crate::services::sign_ins::Standing;
use crate::storage::sessions::change;
use crate::storage::{audit, passwords};

impl Accounts {
    /// Makes the caller's sign-in fresh again.
    ///
    /// # Errors
    /// As [`Self::prove`].
    pub async fn confirm(
        &self,
        caller: &Caller,
        password: &Password,
        otp: Option<&str>,
        visitor: &Visitor,
    ) -> Result<(), ServiceError> {
        self.prove(caller, password, otp, "password", visitor).await?;
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            change::prove(connection, caller.session_id, now).await?;
            let proven = own("account.confirm", caller.user_id, &visitor.origin, json!({}));
            audit::insert(connection, &[proven], now).await?;
            Ok::<_, ServiceError>(())
        })
        .await?;
        drop(connection);
        self.sign_ins.look_again(caller.session_id).await?;
        Ok(())
    }

    /// Passes a sign-in whose owner proved lately who they are; asks PostgreSQL before it refuses, since they may have
    /// done so on another node.
    ///
    /// # Errors
    /// `NotFresh`; `InvalidToken`, `Storage`.
    pub async fn require_fresh(&self, standing: &Standing) -> Result<(), ServiceError> {
        let now = self.clock.now();
        if standing.sign_in.is_fresh(now) {
            return Ok(());
        }
        let standing = self.sign_ins.look_again(standing.sign_in.id).await?;
        if standing.sign_in.is_fresh(now) { Ok(()) } else { Err(ServiceError::NotFresh) }
    }

    /// Takes the caller's password, and a code where they have a second factor. Failures are counted apart from those of
    /// signing in: who sits at a browser that was left must not lock its owner out.
    ///
    /// # Errors
    /// `Invalid` with `wrong_password` at `field`, also for one that must wait; `MfaRequired`, `MfaInvalid`; `Busy`,
    /// `Storage`.
    pub(super) async fn prove(
        &self,
        caller: &Caller,
        password: &Password,
        otp: Option<&str>,
        field: &str,
        visitor: &Visitor,
    ) -> Result<(), ServiceError> {
        let user = caller.user_id;
        let attempt = self.attempt(&format!("confirm {user}"), None, visitor);
        let mut connection = self.database.connection().await?;
        let lock = passwords::find(&mut connection, user).await?.ok_or(ServiceError::InvalidToken)?;
        let turn = self.turn(&mut connection, &attempt, self.clock.now()).await?;
        drop(connection);
        let has_factor = lock.mfa_enabled_at.is_some();
        let matches = self.passwords.verify(password, lock.password_hash).await?;
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let proven = if !matches || turn == Turn::Locked {
            Err(ServiceError::field(field, "wrong_password", "This is not your present password."))
        } else if has_factor {
            let code = otp.ok_or(ServiceError::MfaRequired)?;
            AsyncPgConnection::transaction(&mut connection, async |connection| {
                self.take_code(connection, user, code, now).await
            })
            .await
        } else {
            Ok(())
        };
        if turn == Turn::Open {
            self.count(&mut connection, &attempt, proven.is_err(), now).await?;
        }
        if proven.is_err() {
            self.record_unproven(&connection, user, visitor).await?;
        }
        proven
    }

    async fn record_unproven(
        &self,
        connection: &AsyncPgConnection,
        user: UserId,
        visitor: &Visitor,
    ) -> Result<(), ServiceError> {
        let origin = &visitor.origin;
        let refused =
            record("account.confirm", Some(user), Some(user), AuditOutcome::Refused, origin, json!({}));
        audit::insert(connection, &[refused], self.clock.now()).await?;
        Ok(())
    }
}
