//! The second factor: enrolling it, its recovery codes, giving it up.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::Origin;
use crate::domain::events::EventKind;
use crate::domain::ids::{SessionId, UserId};
use crate::domain::principals::Caller;
use crate::domain::roles::Role;
use crate::services::accounts::throttle::Turn;
use crate::services::accounts::visitor::Visitor;
use crate::services::accounts::{Accounts, event, own};
use crate::services::authenticators::Enrollment;
use crate::services::error::ServiceError;
use crate::services::sign_ins::Standing;
use crate::storage::sessions::{change, end};
use crate::storage::{audit, events, mfa, passwords};

/// The second factor is on.
pub struct Activated {
    /// Shown once.
    pub recovery_codes: Vec<String>,
    /// Takes the place of the browser's, where it was one that did it.
    pub cookie: Option<String>,
    /// Sign-ins that came without a second factor; they ended.
    pub ended: Vec<SessionId>,
}

impl Accounts {
    /// Begins to enrol an authenticator. One that was begun and not finished is forgotten.
    ///
    /// # Errors
    /// `Conflict` with `mfa_already_enabled`; `NotFresh`, `Storage`, `Cryptography`.
    pub async fn enroll(&self, standing: &Standing) -> Result<Enrollment, ServiceError> {
        self.require_fresh(standing).await?;
        let user = self.me(&standing.caller).await?;
        if user.mfa_enabled {
            return Err(already_enabled());
        }
        let name = user.email.as_ref().map_or_else(|| user.full_name(), ToString::to_string);
        let (sealed, enrollment) = self.authenticators.make(user.id, &name)?;
        let mut connection = self.database.connection().await?;
        mfa::enroll(&mut connection, user.id, &sealed, self.clock.now()).await?;
        Ok(enrollment)
    }

    /// Ends the enrolment with the first code: from now on a sign-in wants one. This sign-in may do all from
    /// now on; the others end.
    ///
    /// # Errors
    /// `Invalid` with `invalid_otp`; `Conflict` with `mfa_already_enabled`; `NotFresh`, `Storage`, `Cryptography`.
    pub async fn activate(
        &self,
        standing: &Standing,
        otp: &str,
        origin: &Origin,
    ) -> Result<Activated, ServiceError> {
        self.require_fresh(standing).await?;
        let (user, session, now) = (standing.caller.user_id, standing.caller.session_id, self.clock.now());
        let (codes, hashes) = self.recovery_codes();
        let cookie = self.secrets.cookie();
        let mut connection = self.database.connection().await?;
        let (is_browser, ended) = AsyncPgConnection::transaction(&mut connection, async |connection| {
            passwords::hold(connection, user).await?;
            self.hold_sign_in(connection, &standing.caller).await?;
            let kept = mfa::lock(connection, user).await?.ok_or_else(invalid_otp)?;
            if kept.confirmed_at.is_some() {
                return Err(already_enabled());
            }
            if !self.take_totp(connection, user, &kept, otp, now).await? {
                return Err(invalid_otp());
            }
            mfa::activate(connection, user, &hashes, now).await?;
            change::admit(connection, session).await?;
            // Whoever else is in came by the password alone.
            let ended = end::revoke_all(connection, user, Some(session), now).await?;
            let is_browser = change::replace_cookie(connection, session, &cookie.hash).await?;
            events::insert(connection, &[event(EventKind::AccountSecondFactorOn, user, None, now)]).await?;
            audit::insert(connection, &[own("account.mfa_on", user, origin, json!({}))], now).await?;
            Ok((is_browser, ended))
        })
        .await?;
        drop(connection);
        self.sign_ins.look_again(session).await?;
        Ok(Activated { recovery_codes: codes, cookie: is_browser.then_some(cookie.text), ended })
    }

    /// New recovery codes; the old ones are worth nothing any more.
    ///
    /// # Errors
    /// `Invalid` with `invalid_otp`; `Storage`, `Cryptography`.
    pub async fn renew_recovery_codes(
        &self,
        caller: &Caller,
        otp: &str,
        visitor: &Visitor,
    ) -> Result<Vec<String>, ServiceError> {
        let (user, now) = (caller.user_id, self.clock.now());
        let (codes, hashes) = self.recovery_codes();
        let turn = self.own_turn(user, visitor).await?;
        let mut connection = self.database.connection().await?;
        let done = AsyncPgConnection::transaction(&mut connection, async |connection| {
            passwords::hold(connection, user).await?;
            self.hold_sign_in(connection, caller).await?;
            self.take_code(connection, user, otp, now).await?;
            mfa::replace_recovery_codes(connection, user, &hashes, now).await?;
            let renewed = own("account.mfa_recovery_codes", user, &visitor.origin, json!({}));
            audit::insert(connection, &[renewed], now).await?;
            Ok(())
        })
        .await;
        self.counted(&mut connection, &turn, user, &done, visitor).await?;
        done.map_err(as_field)?;
        Ok(codes)
    }

    /// Gives the second factor up.
    ///
    /// # Errors
    /// `Conflict` with `mfa_mandatory` where the role asks for one; `Invalid` with `invalid_otp`; `Storage`,
    /// `Cryptography`.
    pub async fn disable_mfa(
        &self,
        caller: &Caller,
        otp: &str,
        visitor: &Visitor,
    ) -> Result<(), ServiceError> {
        if self.policy.staff_mfa && caller.role != Role::Patient {
            let message = "Your role asks for a second factor.".to_owned();
            return Err(ServiceError::Conflict { code: "mfa_mandatory", message });
        }
        let (user, now) = (caller.user_id, self.clock.now());
        let turn = self.own_turn(user, visitor).await?;
        let mut connection = self.database.connection().await?;
        let done = AsyncPgConnection::transaction(&mut connection, async |connection| {
            passwords::hold(connection, user).await?;
            self.hold_sign_in(connection, caller).await?;
            self.take_code(connection, user, otp, now).await?;
            mfa::remove(connection, user, now).await?;
            events::insert(connection, &[event(EventKind::AccountSecondFactorOff, user, None, now)]).await?;
            audit::insert(connection, &[own("account.mfa_off", user, &visitor.origin, json!({}))], now)
                .await?;
            Ok(())
        })
        .await;
        self.counted(&mut connection, &turn, user, &done, visitor).await?;
        done.map_err(as_field)
    }

    /// The turn of a code that somebody gives who is signed in: six digits must not be guessed there either.
    async fn own_turn(&self, user: UserId, visitor: &Visitor) -> Result<Turn, ServiceError> {
        let turn = self.turn_inside(user, visitor).await?;
        if turn.locked { Err(invalid_otp()) } else { Ok(turn) }
    }

    /// Remembers whether it was right, and puts on record that it was not.
    async fn counted(
        &self,
        connection: &mut AsyncPgConnection,
        turn: &Turn,
        user: UserId,
        done: &Result<(), ServiceError>,
        visitor: &Visitor,
    ) -> Result<(), ServiceError> {
        let failed = matches!(done, Err(ServiceError::MfaInvalid));
        self.count(connection, turn, failed, self.clock.now()).await?;
        if failed { self.record_unproven(connection, user, visitor).await } else { Ok(()) }
    }
}

fn as_field(error: ServiceError) -> ServiceError {
    if matches!(error, ServiceError::MfaInvalid) { invalid_otp() } else { error }
}

fn already_enabled() -> ServiceError {
    let message = "A second factor is set up already. Switch it off first.".to_owned();
    ServiceError::Conflict { code: "mfa_already_enabled", message }
}

fn invalid_otp() -> ServiceError {
    ServiceError::field("otp", "invalid_otp", "This code is not right. Wait for the next one, and try again.")
}
