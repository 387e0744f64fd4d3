//! Passwords: forgotten, chosen anew, changed.

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::{AuditOutcome, Origin};
use crate::domain::contact::Email;
use crate::domain::events::EventKind;
use crate::domain::ids::{SessionId, UserId};
use crate::domain::one_time::Purpose;
use crate::domain::principals::Caller;
use crate::domain::users::{Password, User};
use crate::services::accounts::email::invalid_link;
use crate::services::accounts::evenly::evenly;
use crate::services::accounts::throttle::device_bond;
use crate::services::accounts::visitor::Visitor;
use crate::services::accounts::{Accounts, event, own, record};
use crate::services::error::ServiceError;
use crate::storage::sessions::{change, end};
use crate::storage::{audit, events, login_attempts, one_time_tokens, passwords, proofs, users};

/// A password was changed: these sign-ins ended, and this cookie takes the place of the browser's.
pub struct Changed {
    /// What the device is known by from now on.
    pub device: String,
    /// What ended.
    pub ended: Vec<SessionId>,
    /// For a browser that did it.
    pub cookie: Option<String>,
}

impl Accounts {
    /// Mails a link for choosing a password to whoever has this address. Takes as long where nobody does.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn forgot_password(&self, email: &Email, origin: &Origin) -> Result<(), ServiceError> {
        evenly(async {
            let now = self.clock.now();
            let mut connection = self.database.connection().await?;
            AsyncPgConnection::transaction(&mut connection, async |connection| {
                let found = users::find_by_email(connection, email).await?;
                let user = found.as_ref().map(|user| user.id);
                let detail = json!({ "known": user.is_some() });
                let asked =
                    record("account.password_link_asked", None, user, AuditOutcome::Ok, origin, detail);
                audit::insert(connection, &[asked], now).await?;
                if let Some(user) = found.filter(|user| !user.disabled) {
                    let kind = EventKind::AccountPasswordLinkAsked;
                    self.send_proof(connection, kind, Purpose::PasswordSet, user.id, email.as_str(), now)
                        .await?;
                }
                Ok(())
            })
            .await
        })
        .await
    }

    /// Chooses a password by a link. Signs nobody in, and leaves a second factor as it is; every sign-in ends. The address
    /// is proven by it.
    ///
    /// # Errors
    /// `Invalid` with `invalid_token` at `token` or `password_too_weak` at `password`; `Busy`, `Storage`.
    pub async fn reset_password(
        &self,
        token: &str,
        password: &Password,
        visitor: &Visitor,
    ) -> Result<Changed, ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        // Looked at first, so that a weak password does not cost the link; used up with the change.
        let link = self.find_link(&mut connection, token, Purpose::PasswordSet).await?;
        let user = users::find(&mut connection, link.user_id).await?.filter(|user| !user.disabled);
        // A link that went to an address of before is nobody's.
        let present = |user: &User| user.email.as_ref().is_some_and(|email| email.is(&link.address));
        let user = user.filter(present).ok_or_else(invalid_link)?;
        drop(connection);
        let hash = self.passwords.choose(password, &about(&user), "password").await?;
        let mut connection = self.database.connection().await?;
        let ended = AsyncPgConnection::transaction(&mut connection, async |connection| {
            // The account before its links, as a change of password locks them: the two must not wait for each other.
            passwords::hold(connection, user.id).await?;
            let link = self.take_link(connection, token, Purpose::PasswordSet).await?;
            passwords::set_password(connection, user.id, &hash, None, now).await?;
            self.close_links(connection, user.id, now).await?;
            proofs::prove_email(connection, user.id, &link.address, now).await?;
            let ended = end::revoke_all(connection, user.id, None, now).await?;
            // Who proved that the mailbox is theirs need not wait for what others tried.
            let attempt = self.attempt(&link.address, None, visitor);
            login_attempts::insert(connection, &attempt, false, now).await?;
            events::insert(connection, &[event(EventKind::AccountPasswordChanged, user.id, None, now)])
                .await?;
            let done = own("account.password_reset", user.id, &visitor.origin, json!({}));
            audit::insert(connection, &[done], now).await?;
            Ok::<_, ServiceError>(ended)
        })
        .await?;
        let device = self.secrets.device(user.id, &device_bond(Some(&hash), user.mfa_enabled));
        Ok(Changed { device, ended, cookie: None })
    }

    /// Changes the caller's password. Their other sign-ins end; a browser gets another cookie.
    ///
    /// # Errors
    /// As [`Self::prove`], at `current_password`; `Invalid` with `password_too_weak` at `new_password`.
    pub async fn change_password(
        &self,
        caller: &Caller,
        present: &Password,
        new: &Password,
        otp: Option<&str>,
        visitor: &Visitor,
    ) -> Result<Changed, ServiceError> {
        let proven = self.prove(caller, present, otp, "current_password", visitor).await?;
        let user = self.me(caller).await?;
        let hash = self.passwords.choose(new, &about(&user), "new_password").await?;
        let (now, session) = (self.clock.now(), caller.session_id);
        let cookie = self.secrets.cookie();
        let mut connection = self.database.connection().await?;
        let (ended, is_browser) = AsyncPgConnection::transaction(&mut connection, async |connection| {
            self.hold(connection, caller, &proven).await?;
            passwords::set_password(connection, user.id, &hash, None, now).await?;
            let ended = end::revoke_all(connection, user.id, Some(session), now).await?;
            self.close_links(connection, user.id, now).await?;
            change::prove(connection, session, now).await?;
            let is_browser = change::replace_cookie(connection, session, &cookie.hash).await?;
            events::insert(connection, &[event(EventKind::AccountPasswordChanged, user.id, None, now)])
                .await?;
            let done = own("account.password_change", user.id, &visitor.origin, json!({}));
            audit::insert(connection, &[done], now).await?;
            Ok::<_, ServiceError>((ended, is_browser))
        })
        .await?;
        drop(connection);
        self.sign_ins.look_again(session).await?;
        let device = self.secrets.device(user.id, &device_bond(Some(&hash), user.mfa_enabled));
        Ok(Changed { device, ended, cookie: is_browser.then_some(cookie.text) })
    }

    /// Whatever was mailed before opens nothing any more: somebody else may have asked for it.
    async fn close_links(
        &self,
        connection: &mut AsyncPgConnection,
        user: UserId,
        now: DateTime<Utc>,
    ) -> Result<(), ServiceError> {
        one_time_tokens::close(connection, user, Purpose::PasswordSet, now).await?;
        one_time_tokens::close(connection, user, Purpose::EmailVerify, now).await?;
        Ok(())
    }
}

/// What somebody who knows them would try.
pub(super) fn about(user: &User) -> Vec<&str> {
    let email = user.email.iter().map(Email::as_str);
    email.chain([user.first_name.as_str(), user.last_name.as_str()]).collect()
}
