//! Accounts: who somebody is, and how they prove it. One file an action; sign-ins and failures go on record.

pub mod authenticate;
pub mod login;
pub mod logout;
pub mod me;
pub mod refresh;
pub mod register;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::domain::access::Caller;
use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::clock::SharedClock;
use crate::domain::ids::{SessionId, UserId};
use crate::domain::users::User;
use crate::services::error::ServiceError;
use crate::services::passwords::Passwords;
use crate::services::secrets::SessionSecrets;
use crate::services::tokens::{self, Tokens};
use crate::storage::pool::Database;

/// How long a client stays signed in by refreshing.
pub const CLIENT_SESSION: TimeDelta = TimeDelta::days(30);
/// How long a browser stays signed in.
pub const BROWSER_SESSION: TimeDelta = TimeDelta::hours(12);

/// The use cases of accounts. Cloning is cheap.
#[derive(Clone)]
pub struct Accounts {
    database: Database,
    clock: SharedClock,
    passwords: Passwords,
    tokens: Tokens,
    secrets: SessionSecrets,
}

/// What a client stays signed in with.
pub struct TokenPair {
    /// A JWT, for `Authorization: Bearer`.
    pub access: String,
    /// For the next pair; good once.
    pub refresh: String,
    /// Seconds until the access token expires.
    pub expires_in: i64,
}

impl Accounts {
    /// Over this database, by this clock.
    #[must_use]
    pub fn new(
        database: Database,
        clock: SharedClock,
        passwords: Passwords,
        tokens: Tokens,
        secrets: SessionSecrets,
    ) -> Self {
        Self { database, clock, passwords, tokens, secrets }
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
}

fn caller(user: &User, session: SessionId) -> Caller {
    Caller {
        user_id: user.id,
        role: user.role,
        session_id: session,
        clinics: user.clinics.iter().map(|clinic| clinic.id).collect(),
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
        actor,
        action,
        object_kind: "account",
        object_id: user.map(|user| user.0),
        patient: None,
        origin: origin.clone(),
        outcome,
        detail,
    }
}
