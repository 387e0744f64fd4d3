//! Accounts: who somebody is, and how they prove it. One file an action; sign-ins and failures go on record.

pub mod claim;
pub mod confirm;
pub mod deactivate;
pub mod email;
pub mod evenly;
pub mod invitations;
pub mod login;
pub mod logout;
pub mod me;
pub mod mfa;
pub mod password;
pub mod phone;
pub mod refresh;
pub mod register;
mod second_factor;
pub mod sessions;
mod throttle;
pub mod visitor;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::AsyncPgConnection;
use serde_json::{Value, json};

use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::clock::SharedClock;
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{EventId, OneTimeTokenId, SessionId, UserId};
use crate::domain::one_time::Purpose;
use crate::domain::principals::Agent;
use crate::domain::users::User;
use crate::services::authenticators::Authenticators;
use crate::services::error::ServiceError;
use crate::services::lines::Lines;
use crate::services::one_time::OneTimeSecrets;
use crate::services::passwords::Passwords;
use crate::services::secrets::SessionSecrets;
use crate::services::sign_ins::{SignIns, Standing, caller};
use crate::services::tokens::{self, Tokens};
use crate::storage::error::StorageError;
use crate::storage::pool::Database;
use crate::storage::{events, one_time_tokens};

/// The use cases of accounts. Cloning is cheap.
#[derive(Clone)]
pub struct Accounts {
    database: Database,
    clock: SharedClock,
    passwords: Passwords,
    tokens: Tokens,
    secrets: SessionSecrets,
    one_time: OneTimeSecrets,
    authenticators: Arc<Authenticators>,
    sign_ins: SignIns,
    lines: Lines,
    policy: Policy,
}

/// What an installation asks of its people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// The fewest characters of a new password.
    pub password_min: usize,
    /// Whether doctors, staff and administrators must have a second factor.
    pub staff_mfa: bool,
    /// Whether a network that keeps failing has to wait. An account always does.
    pub networks_wait: bool,
}

/// What the use cases work with.
pub struct Parts {
    /// The truth.
    pub database: Database,
    /// The time.
    pub clock: SharedClock,
    /// Hashes.
    pub passwords: Passwords,
    /// Access tokens.
    pub tokens: Tokens,
    /// Who is signed in.
    pub sign_ins: SignIns,
    /// What is asked.
    pub policy: Policy,
}

/// What a client stays signed in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenPair {
    /// A JWT, for `Authorization: Bearer`.
    pub access: String,
    /// For the next pair; good once.
    pub refresh: String,
    /// Seconds until the access token expires.
    pub expires_in: i64,
}

impl Accounts {
    /// Of these parts, with keys derived from the installation's secret.
    ///
    /// # Errors
    /// `Cryptography`.
    pub fn new(parts: Parts, secret: &[u8]) -> Result<Self, ServiceError> {
        let Parts { database, clock, passwords, tokens, sign_ins, policy } = parts;
        Ok(Self {
            database,
            clock,
            passwords,
            tokens,
            secrets: SessionSecrets::new(secret),
            one_time: OneTimeSecrets::new(secret),
            authenticators: Arc::new(Authenticators::new(secret)?),
            sign_ins,
            lines: Lines::new(),
            policy,
        })
    }

    /// What is asked of people here.
    #[must_use]
    pub fn policy(&self) -> Policy {
        self.policy
    }

    /// The keys that verify access tokens, as a JWK set (RFC 7517 §5).
    #[must_use]
    pub fn key_set(&self) -> Value {
        json!({ "keys": self.tokens.public_keys() })
    }

    /// How long a browser is to keep the cookie of a sign-in from now on.
    #[must_use]
    pub fn remaining(&self, standing: &Standing) -> TimeDelta {
        (standing.sign_in.expires_at - self.clock.now()).max(TimeDelta::zero())
    }

    /// What the page of a session sends back with its writes.
    #[must_use]
    pub fn csrf_token(&self, session: SessionId) -> String {
        self.secrets.csrf_token(session)
    }

    /// Whether a write came from the page of this session.
    #[must_use]
    pub fn is_csrf_token(&self, session: SessionId, presented: &str) -> bool {
        self.secrets.is_csrf_token(session, presented)
    }

    fn pair(
        &self,
        user: &User,
        session: SessionId,
        refresh: String,
        now: DateTime<Utc>,
    ) -> Result<TokenPair, ServiceError> {
        let access = self.tokens.sign(&caller(user, session), now)?;
        Ok(TokenPair { access, refresh, expires_in: tokens::LIFETIME.num_seconds() })
    }

    /// Makes a link or a code, and the event from which it is sent; neither where enough were sent lately.
    async fn send_proof(
        &self,
        connection: &mut AsyncPgConnection,
        kind: EventKind,
        purpose: Purpose,
        user: UserId,
        address: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let token = self.one_time.make(purpose, user, address, now);
        if !one_time_tokens::issue(connection, &token, purpose, now).await? {
            return Ok(());
        }
        events::insert(connection, &[event(kind, user, Some(token.id), now)]).await
    }
}

/// Something happened to an account. The token is named by its id; its text is made when it is sent.
fn event(kind: EventKind, user: UserId, token: Option<OneTimeTokenId>, now: DateTime<Utc>) -> Event {
    Event {
        id: EventId::new(now),
        kind,
        appointment_id: None,
        user_id: Some(user),
        actor: None,
        data: token.map_or_else(|| json!({}), |token| json!({ "token_id": token })),
        at: now,
    }
}

/// What goes on record about an account: `user` is the one it was done to, who did it only where that is proven.
fn record(
    action: &'static str,
    actor: Option<UserId>,
    user: Option<UserId>,
    outcome: AuditOutcome,
    origin: &Origin,
    detail: Value,
) -> AuditEntry {
    AuditEntry {
        actor: actor.map(Agent::User),
        action,
        object_kind: "account",
        object_id: user.map(|user| user.0),
        patient: None,
        origin: origin.clone(),
        outcome,
        detail,
    }
}

/// Something that the owner did to their own account.
fn own(action: &'static str, user: UserId, origin: &Origin, detail: Value) -> AuditEntry {
    record(action, Some(user), Some(user), AuditOutcome::Ok, origin, detail)
}
