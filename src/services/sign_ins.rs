//! Who somebody is, by their token or cookie: asked with every request, and answered from memory wherever it can be.
//!
//! PostgreSQL is the truth. What it said of a sign-in is kept in this process and in the cache that all nodes share, for
//! a minute; that a sign-in ended is put in its place at once, on this node by whoever ended it, on the others by the bus,
//! and where the bus is away by a look at the table every few seconds (`actors/sessions`).

use std::fmt::{self, Debug};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use moka::Entry;
use moka::sync::Cache as Memory;
use serde::{Deserialize, Serialize};

use crate::cache::contract::Cache;
use crate::domain::clock::SharedClock;
use crate::domain::ids::SessionId;
use crate::domain::principals::Caller;
use crate::domain::sign_ins::SignIn;
use crate::domain::users::User;
use crate::services::error::ServiceError;
use crate::services::secrets::SessionSecrets;
use crate::services::tokens::Tokens;
use crate::storage::pool::Database;
use crate::storage::sessions::open::SecretHash;
use crate::storage::sessions::{change, find};
use crate::storage::users;

/// What was read is believed for so long where nobody says otherwise.
const BELIEVED: Duration = Duration::from_secs(60);
/// That a sign-in ended outlives whatever was read before it did.
const REMEMBERED_ENDED: Duration = Duration::from_secs(180);
/// Between two notes that a sign-in was used.
const NOTED_EVERY: TimeDelta = TimeDelta::seconds(60);
/// Sign-ins and tokens that are held in memory: some 100 MB at the very most.
const MOST_HELD: u64 = 100_000;
/// In the shared cache, in the place of a sign-in that ended.
const ENDED: &[u8] = b"ended";

/// A sign-in that stands, and what its owner may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Who.
    pub caller: Caller,
    /// By which sign-in.
    pub sign_in: SignIn,
}

/// Somebody who proved who they are, until then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticated {
    /// Who, and by which sign-in.
    pub standing: Arc<Standing>,
    /// When the credential ends; what was opened by it ends with it.
    pub expires_at: DateTime<Utc>,
}

/// Reads credentials. Cloning is cheap; all clones share what is known.
#[derive(Clone)]
pub struct SignIns(Arc<Shared>);

struct Shared {
    database: Database,
    clock: SharedClock,
    tokens: Tokens,
    secrets: SessionSecrets,
    cache: Arc<dyn Cache>,
    known: Memory<SessionId, Known>,
    /// Tokens whose signature was verified, with the end of their time.
    seen_tokens: Memory<Box<str>, (SessionId, DateTime<Utc>)>,
    seen_cookies: Memory<SecretHash, SessionId>,
}

#[derive(Clone)]
enum Known {
    Stands(Arc<Standing>),
    Ended,
}

impl SignIns {
    /// Over this database, sharing what is known through `cache`.
    #[must_use]
    pub fn new(
        database: Database,
        clock: SharedClock,
        tokens: Tokens,
        secrets: SessionSecrets,
        cache: Arc<dyn Cache>,
    ) -> Self {
        let shared = Shared {
            database,
            clock,
            tokens,
            secrets,
            cache,
            known: Memory::builder().max_capacity(MOST_HELD).time_to_live(BELIEVED).build(),
            seen_tokens: Memory::builder().max_capacity(MOST_HELD).time_to_idle(10 * BELIEVED).build(),
            seen_cookies: Memory::builder().max_capacity(MOST_HELD).time_to_live(BELIEVED).build(),
        };
        Self(Arc::new(shared))
    }

    /// Whose access token this is.
    ///
    /// # Errors
    /// `TokenExpired` for one of ours whose time is over; `InvalidToken` for any other, and where its sign-in ended;
    /// `Storage`.
    pub async fn of_bearer(&self, token: &str) -> Result<Authenticated, ServiceError> {
        let now = self.0.clock.now();
        let (session, expires_at) = match self.0.seen_tokens.get(token) {
            Some(seen) => seen,
            None => {
                let seen = self.0.tokens.verify(token, now)?;
                self.0.seen_tokens.insert(token.into(), seen);
                seen
            }
        };
        if expires_at <= now {
            self.0.seen_tokens.invalidate(token);
            return Err(ServiceError::TokenExpired);
        }
        let standing = self.standing(session, now).await?;
        let expires_at = expires_at.min(standing.ends_at());
        Ok(Authenticated { standing, expires_at })
    }

    /// Whose browser this is.
    ///
    /// # Errors
    /// `InvalidToken` for a cookie that is not ours, or whose sign-in or account ended; `Storage`.
    pub async fn of_cookie(&self, cookie: &str) -> Result<Authenticated, ServiceError> {
        let hash = self.0.secrets.read_cookie(cookie).ok_or(ServiceError::InvalidToken)?;
        let session = match self.0.seen_cookies.get(&hash) {
            Some(session) => session,
            None => {
                let mut connection = self.0.database.connection().await?;
                let session = find::of_cookie(&mut connection, &hash).await?;
                let session = session.ok_or(ServiceError::InvalidToken)?;
                self.0.seen_cookies.insert(hash, session);
                session
            }
        };
        let mut standing = self.standing(session, self.0.clock.now()).await?;
        let is_kept_by =
            |standing: &Standing| standing.sign_in.cookie_hash.as_deref() == Some(hash.as_slice());
        if !is_kept_by(&standing) {
            // One of the two is older than the last change of what protects the account.
            standing = self.look_again(session).await?;
        }
        if !is_kept_by(&standing) {
            return Err(ServiceError::InvalidToken);
        }
        let expires_at = standing.ends_at();
        Ok(Authenticated { standing, expires_at })
    }

    /// Takes a sign-in that was just opened into memory, so that its first request asks nobody.
    pub fn remember(&self, standing: Standing) {
        self.learn(standing.sign_in.id, &Some(standing));
    }

    /// What PostgreSQL says of a sign-in now, past all that is remembered.
    ///
    /// # Errors
    /// `InvalidToken` where it does not stand; `Storage`.
    pub async fn look_again(&self, session: SessionId) -> Result<Arc<Standing>, ServiceError> {
        if let Some(Some(_)) = self.ask_cache(session).await
            && let Err(error) = self.0.cache.delete(&cache_key(session)).await
        {
            tracing::debug!(%error, "what the nodes share of a sign-in stays for a minute");
        }
        let read = self.read(session).await?;
        self.learn(session, &read);
        read.map(Arc::new).ok_or(ServiceError::InvalidToken)
    }

    /// Notes that a sign-in was used from there, once a minute. Losing a note is harmless: a desk is signed out a minute
    /// sooner.
    pub async fn note_use(&self, standing: &Arc<Standing>, ip: Option<IpAddr>) {
        let (session, now) = (standing.sign_in.id, self.0.clock.now());
        if now - standing.sign_in.last_used_at < NOTED_EVERY {
            return;
        }
        let noted = async {
            let mut connection = self.0.database.connection().await?;
            change::touch(&mut connection, session, ip, now).await
        };
        if let Err(error) = noted.await {
            tracing::debug!(%error, "the use of a sign-in was not noted");
            return;
        }
        let mut used = Standing::clone(standing);
        (used.sign_in.last_used_at, used.sign_in.ip) = (now, ip);
        self.learn(session, &Some(used));
    }

    /// A sign-in is no longer what is remembered of it: what it may do, what keeps it. The next request asks.
    pub fn forget(&self, changed: &[SessionId]) {
        for session in changed {
            let known = self.0.known.get(session);
            if !matches!(known, Some(Known::Ended)) {
                self.0.known.invalidate(session);
            }
        }
    }

    /// These sign-ins have ended: nobody who shares the cache believes in them any more.
    pub async fn end(&self, ended: &[SessionId]) {
        self.hear_ended(ended);
        for session in ended {
            let key = cache_key(*session);
            if let Err(error) = self.0.cache.set(&key, Bytes::from_static(ENDED), REMEMBERED_ENDED).await {
                tracing::warn!(%error, "the other nodes look up for themselves that a sign-in ended");
            }
        }
    }

    /// Whether a sign-in is known to have ended; asks nobody.
    #[must_use]
    pub fn has_ended(&self, session: SessionId) -> bool {
        matches!(self.0.known.get(&session), Some(Known::Ended))
    }

    /// What [`Self::end`] is to this node, as another node told it, or the table.
    pub fn hear_ended(&self, ended: &[SessionId]) {
        for session in ended {
            self.0.known.insert(*session, Known::Ended);
        }
    }

    async fn standing(&self, session: SessionId, now: DateTime<Utc>) -> Result<Arc<Standing>, ServiceError> {
        let known = match self.0.known.get(&session) {
            Some(known) => known,
            None => {
                let read = match self.ask_cache(session).await {
                    Some(shared) => shared,
                    None => self.read(session).await?,
                };
                self.learn(session, &read)
            }
        };
        match known {
            Known::Stands(standing) if standing.ends_at() > now => Ok(standing),
            _ => Err(ServiceError::InvalidToken),
        }
    }

    /// What another node read lately: inside, none where that was that it ended.
    async fn ask_cache(&self, session: SessionId) -> Option<Option<Standing>> {
        let value = self.0.cache.get(&cache_key(session)).await.ok()??;
        if value == ENDED { Some(None) } else { serde_json::from_slice(&value).ok().map(Some) }
    }

    async fn read(&self, session: SessionId) -> Result<Option<Standing>, ServiceError> {
        let mut connection = self.0.database.connection().await?;
        let Some(sign_in) = find::find(&mut connection, session, self.0.clock.now()).await? else {
            return Ok(None);
        };
        let Some(user) = users::find(&mut connection, sign_in.user_id).await? else { return Ok(None) };
        drop(connection);
        let standing = Standing { caller: caller(&user, session), sign_in };
        let value = serde_json::to_vec(&standing).unwrap_or_default();
        // What is there already may be that it ended meanwhile, and is newer than what was read.
        let shared = self.0.cache.add(&cache_key(session), Bytes::from(value), BELIEVED).await;
        if shared == Ok(false) && self.ask_cache(session).await == Some(None) {
            return Ok(None);
        }
        Ok(Some(standing))
    }

    /// Takes what was read into memory, unless it was heard meanwhile that the sign-in ended.
    fn learn(&self, session: SessionId, read: &Option<Standing>) -> Known {
        let learnt = match read {
            Some(standing) => Known::Stands(Arc::new(standing.clone())),
            None => Known::Ended,
        };
        let entry = self.0.known.entry(session).and_upsert_with(|held| match held.map(Entry::into_value) {
            Some(Known::Ended) => Known::Ended,
            _ => learnt,
        });
        entry.into_value()
    }
}

impl Standing {
    /// When the sign-in ends if it is not used meanwhile.
    #[must_use]
    pub fn ends_at(&self) -> DateTime<Utc> {
        self.sign_in.ends_at(self.caller.role)
    }
}

/// What an account may do, by a sign-in of its owner.
#[must_use]
pub fn caller(user: &User, session: SessionId) -> Caller {
    Caller {
        user_id: user.id,
        role: user.role,
        session_id: session,
        clinics: user.clinics.iter().map(|clinic| clinic.id).collect(),
    }
}

fn cache_key(session: SessionId) -> String {
    format!("sign-in:{session}")
}

#[cfg(test)]
impl SignIns {
    /// Over a database that is away, with keys of its own: knows whom it is told to remember.
    pub(crate) fn detached(clock: SharedClock) -> (Self, Tokens, SessionSecrets) {
        use crate::cache::in_process::InProcessCache;
        use crate::services::signing_keys::SigningKeys;
        let dir = std::env::temp_dir().join(format!("carebridge-sign-ins-{:016x}", rand::random::<u64>()));
        let keys = SigningKeys::open(&dir, true).unwrap();
        std::fs::remove_dir_all(dir).unwrap();
        let tokens = Tokens::new(keys, &url::Url::parse("http://localhost:8000").unwrap());
        let secrets = SessionSecrets::new(b"a secret of this installation");
        // Nothing listens on the discard port of this machine.
        let away = "postgres://nobody@127.0.0.1:9/none";
        let database = Database::new(away, 1, tokio::runtime::Handle::current()).unwrap();
        let cache = Arc::new(InProcessCache::new(clock.clone()));
        (Self::new(database, clock, tokens.clone(), secrets.clone(), cache), tokens, secrets)
    }
}

impl Debug for SignIns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignIns")
    }
}
