//! Tickets: a sign-in for one socket, for clients that can set no header on an upgrade. They are in the cache, so that any
//! node takes what another gave out.

use std::fmt::{self, Debug};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::actors::sessions::messages::Credential;
use crate::cache::contract::{Cache, CacheError};
use crate::domain::ids::{ClinicId, SessionId, UserId};
use crate::domain::principals::Caller;
use crate::domain::roles::Role;
use crate::http::problem::Problem;

/// How long a ticket is good.
pub(super) const LIFETIME: Duration = Duration::from_secs(30);
/// Bits enough that nobody guesses one within its time.
const TICKET_BYTES: usize = 32;
/// Seconds until a cache that is away is worth another try.
const RETRY_S: u64 = 2;

/// Gives out tickets and takes them back, each once; clones share them.
#[derive(Clone)]
pub struct Tickets {
    cache: Arc<dyn Cache>,
}

/// What a ticket stands for.
#[derive(Serialize, Deserialize)]
struct Stored {
    user_id: UserId,
    role: Role,
    session_id: SessionId,
    clinics: Vec<ClinicId>,
    expires_at: DateTime<Utc>,
}

impl Tickets {
    /// Tickets that are kept in this cache.
    #[must_use]
    pub fn new(cache: Arc<dyn Cache>) -> Self {
        Self { cache }
    }

    /// A ticket for the bearer of this credential, good for 30 seconds.
    ///
    /// # Errors
    /// 503 without a cache.
    pub(super) async fn issue(&self, credential: Credential) -> Result<String, Problem> {
        let Credential { caller, expires_at } = credential;
        let Caller { user_id, role, session_id, clinics } = caller;
        let stored = Stored { user_id, role, session_id, clinics, expires_at };
        let value = serde_json::to_vec(&stored).map_err(Problem::internal)?;
        let secret: [u8; TICKET_BYTES] = rand::random();
        let ticket = URL_SAFE_NO_PAD.encode(secret);
        self.cache.set(&key(&ticket), Bytes::from(value), LIFETIME).await.map_err(away)?;
        Ok(ticket)
    }

    /// Takes a ticket back.
    ///
    /// # Errors
    /// 401 `invalid_ticket` for one that is unknown, used or too old; 503 without a cache.
    pub(super) async fn redeem(&self, ticket: &str) -> Result<Credential, Problem> {
        let value = self.cache.take(&key(ticket)).await.map_err(away)?;
        let invalid =
            || Problem::unauthenticated("invalid_ticket", "The ticket is unknown, used or out of date.");
        let stored = value.ok_or_else(invalid)?;
        // One that another version wrote in another form.
        let Stored { user_id, role, session_id, clinics, expires_at } =
            serde_json::from_slice(&stored).map_err(|_| invalid())?;
        Ok(Credential { caller: Caller { user_id, role, session_id, clinics }, expires_at })
    }
}

/// The cache knows the hash only: who can read the cache cannot open sockets.
fn key(ticket: &str) -> String {
    format!("socket-ticket:{}", URL_SAFE_NO_PAD.encode(Sha256::digest(ticket)))
}

fn away(error: CacheError) -> Problem {
    Problem::unavailable("unavailable", "Tickets cannot be had just now.", RETRY_S).with_cause(error)
}

impl Debug for Tickets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tickets").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::cache::in_process::InProcessCache;
    use crate::domain::clock::SystemClock;

    fn credential() -> Credential {
        let caller = Caller {
            user_id: UserId(Uuid::from_u128(1)),
            role: Role::Staff,
            session_id: SessionId(Uuid::from_u128(2)),
            clinics: vec![ClinicId(Uuid::from_u128(3))],
        };
        Credential { caller, expires_at: "2026-11-24T08:00:00Z".parse().unwrap() }
    }

    #[tokio::test]
    async fn a_ticket_stands_for_its_credential_once() {
        let tickets = Tickets::new(Arc::new(InProcessCache::new(Arc::new(SystemClock))));
        let ticket = tickets.issue(credential()).await.unwrap();
        assert!(ticket.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        assert_eq!(tickets.redeem(&ticket).await.unwrap(), credential());
        assert_eq!(tickets.redeem(&ticket).await.unwrap_err().code(), "invalid_ticket");
        assert_eq!(tickets.redeem("made-up").await.unwrap_err().code(), "invalid_ticket");
    }
}
