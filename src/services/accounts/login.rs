//! Signing in with a password, and a second factor where there is one: a client gets tokens, a browser a cookie.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;
use uuid::Builder;

use crate::domain::audit::AuditOutcome;
use crate::domain::contact::Email;
use crate::domain::ids::{SessionId, UserId};
use crate::domain::roles::Role;
use crate::domain::sign_ins::{Keeping, SignIn};
use crate::domain::users::{Password, User};
use crate::services::accounts::throttle::{Place, Turn, device_bond};
use crate::services::accounts::visitor::Visitor;
use crate::services::accounts::{Accounts, TokenPair, own, record};
use crate::services::error::ServiceError;
use crate::services::passwords::Passwords;
use crate::services::sign_ins::{Standing, caller};
use crate::storage::passwords::Lock;
use crate::storage::sessions::open::SecretHash;
use crate::storage::{audit, passwords, sessions, users};

/// What somebody says to be let in.
#[derive(Debug)]
pub struct Credentials {
    /// The account's address.
    pub email: Email,
    /// Its password.
    pub password: Password,
    /// A code of the second factor.
    pub otp: Option<String>,
}

/// How somebody wants to stay signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// By tokens.
    Client,
    /// By a cookie, for a shift or, on a patient's own device, for long.
    Browser {
        /// The device is theirs alone.
        remember: bool,
    },
}

/// Somebody who was just signed in.
pub struct LoggedIn {
    /// Who.
    pub user: User,
    /// What they stay signed in by.
    pub kept_by: KeptBy,
    /// What their device is known by from now on.
    pub device: String,
    /// They may do nothing before they have enrolled a second factor.
    pub enrolling: bool,
}

/// What somebody stays signed in by.
pub enum KeptBy {
    /// Tokens.
    Tokens(TokenPair),
    /// A cookie.
    Cookie(BrowserSession),
}

/// A browser that was just signed in.
pub struct BrowserSession {
    /// The value of its cookie.
    pub cookie: String,
    /// How long the browser is to keep it, in seconds.
    pub max_age_s: i64,
    /// What its writes bring as `X-CSRF-Token`.
    pub csrf_token: String,
}

/// Why somebody was not let in; for the record alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refused {
    /// Unknown, disabled, or a wrong password.
    Credentials,
    /// Too many failures came before.
    Locked,
    /// A wrong code beside a right password.
    Code,
    /// No code beside a right password.
    NoCode,
}

impl Refused {
    fn as_str(self) -> &'static str {
        match self {
            Self::Credentials => "credentials",
            Self::Locked => "locked",
            Self::Code => "code",
            Self::NoCode => "no_code",
        }
    }
}

impl Accounts {
    /// Signs somebody in.
    ///
    /// # Errors
    /// `InvalidCredentials`, the same and as late for an unknown, disabled, locked or passwordless account and for a wrong
    /// password; `MfaRequired`, `MfaInvalid`; `TooManyFailures`, `Busy`, `Storage`.
    pub async fn login(
        &self,
        credentials: &Credentials,
        wish: Wish,
        visitor: &Visitor,
    ) -> Result<LoggedIn, ServiceError> {
        let (lock, turn) = self.check(credentials, visitor).await?;
        let refresh = self.secrets.refresh_token();
        let cookie = self.secrets.cookie();
        let cookie_hash = matches!(wish, Wish::Browser { .. }).then_some(&cookie.hash);
        let opened = self.open(&lock, credentials, wish, cookie_hash, &refresh.hash, &turn, visitor).await;
        let (user, sign_in) = match opened {
            Err(error @ (ServiceError::MfaInvalid | ServiceError::MfaRequired)) => {
                let reason =
                    if matches!(error, ServiceError::MfaInvalid) { Refused::Code } else { Refused::NoCode };
                self.refuse(&turn, Some(lock.id), reason, visitor).await?;
                return Err(error);
            }
            opened => opened?,
        };
        drop(turn);
        self.sign_ins.remember(Standing { caller: caller(&user, sign_in.id), sign_in: sign_in.clone() });
        let password_hash = self.upgrade(&lock, &credentials.password).await.or(lock.password_hash);
        let device = self.secrets.device(user.id, &device_bond(password_hash.as_deref(), user.mfa_enabled));
        let kept_by = match wish {
            Wish::Client => KeptBy::Tokens(self.pair(&user, sign_in.id, refresh.text, sign_in.created_at)?),
            Wish::Browser { .. } => KeptBy::Cookie(BrowserSession {
                cookie: cookie.text,
                max_age_s: (sign_in.expires_at - sign_in.created_at).num_seconds(),
                csrf_token: self.secrets.csrf_token(sign_in.id),
            }),
        };
        Ok(LoggedIn { user, kept_by, device, enrolling: sign_in.enrolling })
    }

    /// Whether a device is one on which the owner of an address signed in before.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn knows_device(&self, email: &Email, visitor: &Visitor) -> Result<bool, ServiceError> {
        if visitor.device.is_none() {
            return Ok(false);
        }
        let mut connection = self.database.connection().await?;
        let owner = passwords::find_by_email(&mut connection, email).await?;
        Ok(self.attempt(email.as_str(), owner.as_ref(), visitor).device.is_some())
    }

    /// Whose password this is. No connection is held while it is hashed.
    async fn check(
        &self,
        credentials: &Credentials,
        visitor: &Visitor,
    ) -> Result<(Lock, Turn), ServiceError> {
        let email = &credentials.email;
        let mut connection = self.database.connection().await?;
        let owner = passwords::find_by_email(&mut connection, email).await?;
        drop(connection);
        let turn = self.turn(self.attempt(email.as_str(), owner.as_ref(), visitor), Place::Door).await?;
        let stored = owner.as_ref().and_then(|lock| lock.password_hash.clone());
        // Also where it is locked, so that this takes as long.
        let matches = self.passwords.verify(&credentials.password, stored).await?;
        match (turn.locked, matches, owner) {
            (false, true, Some(lock)) => Ok((lock, turn)),
            (locked, _, owner) => {
                let reason = if locked { Refused::Locked } else { Refused::Credentials };
                self.refuse(&turn, owner.map(|lock| lock.id), reason, visitor).await?;
                Err(ServiceError::InvalidCredentials)
            }
        }
    }

    /// Counts a failure and puts it on record. A right password without its code is on record alone: it is half of a
    /// sign-in.
    async fn refuse(
        &self,
        turn: &Turn,
        user: Option<UserId>,
        reason: Refused,
        visitor: &Visitor,
    ) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let detail = json!({ "reason": reason.as_str() });
        let mut refused =
            record("account.sign_in", None, user, AuditOutcome::Refused, &visitor.origin, detail);
        if user.is_none() {
            // An address that nobody signs in by is named by what it is counted as: whoever tries it again is recognised, and
            // the row takes as long to write as another's.
            let name = turn.attempt.account.first_chunk().copied().unwrap_or_default();
            (refused.object_kind, refused.object_id) =
                ("address", Some(Builder::from_custom_bytes(name).into_uuid()));
        }
        let mut connection = self.database.connection().await?;
        if reason != Refused::NoCode {
            self.count(&mut connection, turn, true, now).await?;
        }
        audit::insert(&connection, &[refused], now).await?;
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "what was checked and what was made, in one transaction")]
    async fn open(
        &self,
        lock: &Lock,
        credentials: &Credentials,
        wish: Wish,
        cookie: Option<&SecretHash>,
        refresh: &SecretHash,
        turn: &Turn,
        visitor: &Visitor,
    ) -> Result<(User, SignIn), ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            // Disabled, deleted, or with another password, while this one was hashed; and not before this is done.
            let held = passwords::hold(connection, lock.id).await?;
            if held.is_none_or(|held| held.password_hash != lock.password_hash) {
                return Err(ServiceError::InvalidCredentials);
            }
            let user = users::find(connection, lock.id).await?.ok_or(ServiceError::InvalidCredentials)?;
            if user.mfa_enabled {
                let code = credentials.otp.as_deref().ok_or(ServiceError::MfaRequired)?;
                self.take_code(connection, user.id, code, now).await?;
            }
            let keeping = keeping(wish, user.role);
            let sign_in = SignIn {
                id: SessionId::new(now),
                user_id: user.id,
                keeping,
                user_agent: visitor.user_agent.clone(),
                ip: visitor.origin.ip,
                created_at: now,
                expires_at: now + keeping.lasts(user.role),
                last_used_at: now,
                authenticated_at: now,
                enrolling: self.policy.staff_mfa && user.role != Role::Patient && !user.mfa_enabled,
                cookie_hash: cookie.map(|hash| hash.to_vec()),
            };
            sessions::open::open(connection, &sign_in).await?;
            if cookie.is_none() {
                sessions::refresh_tokens::add(connection, sign_in.id, refresh, sign_in.expires_at, now)
                    .await?;
            }
            self.count(connection, turn, false, now).await?;
            let detail = json!({ "session_id": sign_in.id, "second_factor": user.mfa_enabled });
            audit::insert(connection, &[own("account.sign_in", user.id, &visitor.origin, detail)], now)
                .await?;
            Ok((user, sign_in))
        })
        .await
    }

    /// Stores the password as it is stored today, where it was stored otherwise; answers the new hash. The sign-in does not
    /// depend on it.
    async fn upgrade(&self, lock: &Lock, password: &Password) -> Option<String> {
        let old = lock.password_hash.as_deref().filter(|stored| Passwords::is_outdated(stored))?;
        let upgraded = async {
            let hash = self.passwords.hash(password).await?;
            let mut connection = self.database.connection().await?;
            let now = self.clock.now();
            passwords::set_password(&mut connection, lock.id, &hash, Some(old), now).await?;
            Ok::<_, ServiceError>(hash)
        };
        upgraded
            .await
            .inspect_err(|error| {
                tracing::warn!(%error, "a password hash was not upgraded; the next sign-in tries again");
            })
            .ok()
    }
}

/// A device is trusted on a patient's word alone: who sees other people's data signs in each shift.
fn keeping(wish: Wish, role: Role) -> Keeping {
    match wish {
        Wish::Client => Keeping::Client,
        Wish::Browser { remember: true } if role == Role::Patient => Keeping::TrustedBrowser,
        Wish::Browser { .. } => Keeping::Browser,
    }
}
