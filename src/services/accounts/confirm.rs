//! Proving again who one is, in the middle of a sign-in: before what changes how an account is protected.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::AuditOutcome;
use crate::domain::ids::UserId;
use crate::domain::principals::Caller;
use crate::domain::users::Password;
use crate::services::accounts::visitor::Visitor;
use crate::services::accounts::{Accounts, own, record};
use crate::services::error::ServiceError;
use crate::services::sign_ins::Standing;
use crate::storage::passwords::Lock;
use crate::storage::sessions::{change, find};
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

    /// Takes the caller's password, and a code where they have a second factor; answers the account as it was then, for
    /// [`Self::hold`].
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
    ) -> Result<Lock, ServiceError> {
        let user = caller.user_id;
        let turn = self.turn_inside(user, visitor).await?;
        let mut connection = self.database.connection().await?;
        let lock = passwords::find(&mut connection, user).await?.ok_or(ServiceError::InvalidToken)?;
        drop(connection);
        let matches = self.passwords.verify(password, lock.password_hash.clone()).await?;
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let proven = if !matches || turn.locked {
            Err(ServiceError::field(field, "wrong_password", "This is not your present password."))
        } else if lock.mfa_enabled_at.is_none() {
            Ok(())
        } else if let Some(code) = otp {
            AsyncPgConnection::transaction(&mut connection, async |connection| {
                passwords::hold(connection, user).await?;
                self.take_code(connection, user, code, now).await
            })
            .await
        } else {
            // Half of a proof: neither right nor wrong.
            return Err(ServiceError::MfaRequired);
        };
        self.count(&mut connection, &turn, proven.is_err(), now).await?;
        if let Err(error) = proven {
            self.record_unproven(&connection, user, visitor).await?;
            return Err(error);
        }
        Ok(lock)
    }

    /// Holds the account until the transaction ends, if it is still as it was when its owner proved who they are, and the
    /// sign-in they came with still stands: who was shut out meanwhile changes nothing any more.
    ///
    /// # Errors
    /// `InvalidToken`; `Storage`.
    pub(super) async fn hold(
        &self,
        connection: &mut AsyncPgConnection,
        caller: &Caller,
        proven: &Lock,
    ) -> Result<(), ServiceError> {
        let held = passwords::hold(connection, caller.user_id).await?;
        let same = held.is_some_and(|held| held.password_hash == proven.password_hash);
        if same { self.hold_sign_in(connection, caller).await } else { Err(ServiceError::InvalidToken) }
    }

    /// Passes where the sign-in that somebody came with still stands.
    ///
    /// # Errors
    /// `InvalidToken`; `Storage`.
    pub(super) async fn hold_sign_in(
        &self,
        connection: &mut AsyncPgConnection,
        caller: &Caller,
    ) -> Result<(), ServiceError> {
        let stands = find::find(connection, caller.session_id, self.clock.now()).await?;
        stands.map(|_| ()).ok_or(ServiceError::InvalidToken)
    }

    /// Puts on record that somebody who is signed in could not prove who they are.
    pub(super) async fn record_unproven(
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
