//! The keys of clinics' software: read with every request of theirs; made, changed and taken back by the clinic.

pub mod manage;

use std::fmt::{self, Debug};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use moka::sync::Cache as Memory;
use sha2::{Digest, Sha256};

use crate::domain::api_keys::{ApiKey, RateTier};
use crate::domain::clock::SharedClock;
use crate::domain::principals::KeyHolder;
use crate::services::error::ServiceError;
use crate::storage::api_keys;
use crate::storage::pool::Database;

/// What was read is believed for so long: a key that another node revoked opens nothing after that.
const BELIEVED: Duration = Duration::from_secs(3);
/// Between two notes that a key was used.
const NOTED_EVERY: TimeDelta = TimeDelta::seconds(60);
/// Keys that are held in memory.
const MOST_HELD: u64 = 10_000;
/// 256 bits, as of a refresh token.
const SECRET_BYTES: usize = 32;
/// Enough that no two prefixes meet.
const PREFIX_BYTES: usize = 9;
/// What every prefix begins with, so that a key that was published by mistake is recognised (by secret scanners too).
const PREFIX: &str = "cbk_";

/// The use cases of API keys. Cloning is cheap; all clones share what is known.
#[derive(Clone)]
pub struct ApiKeys {
    database: Database,
    clock: SharedClock,
    /// By the hash of the whole text.
    known: Memory<[u8; 32], Arc<ApiKey>>,
}

/// A key that opens something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodKey {
    /// Whose, and what for.
    pub holder: KeyHolder,
    /// How much it may ask.
    pub rate_tier: RateTier,
}

/// A secret that was just made: its texts, which are shown once, and what is kept of it.
pub struct FreshKey {
    /// The public part.
    pub prefix: String,
    /// The secret part.
    pub secret: String,
    /// SHA-256 of the secret part.
    pub hash: [u8; 32],
}

impl ApiKeys {
    /// Over this database, by this clock.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock) -> Self {
        let known = Memory::builder().max_capacity(MOST_HELD).time_to_live(BELIEVED).build();
        Self { database, clock, known }
    }

    /// Whose key `<prefix>.<secret>` this is.
    ///
    /// # Errors
    /// `InvalidKey` for one that is not ours, or was revoked, or ended; which of these is not told. `Storage`.
    pub async fn of_text(&self, text: &str) -> Result<GoodKey, ServiceError> {
        let now = self.clock.now();
        let whole: [u8; 32] = Sha256::digest(text).into();
        let key = match self.known.get(&whole) {
            Some(key) => key,
            None => {
                let key = Arc::new(self.read(text).await?);
                self.known.insert(whole, Arc::clone(&key));
                key
            }
        };
        if !key.is_good(now) {
            return Err(ServiceError::InvalidKey);
        }
        if key.last_used_at.is_none_or(|used| now - used >= NOTED_EVERY) {
            self.note_use(&key, whole).await;
        }
        let holder = KeyHolder { key_id: key.id, clinics: [key.clinic_id], scopes: key.scopes.clone() };
        Ok(GoodKey { holder, rate_tier: key.rate_tier })
    }

    /// What is remembered of keys is asked again.
    pub(super) fn forget(&self) {
        self.known.invalidate_all();
    }

    async fn read(&self, text: &str) -> Result<ApiKey, ServiceError> {
        let (prefix, secret) = text.split_once('.').ok_or(ServiceError::InvalidKey)?;
        let secret = URL_SAFE_NO_PAD.decode(secret).map_err(|_| ServiceError::InvalidKey)?;
        let mut connection = self.database.connection().await?;
        let found = api_keys::of_prefix(&mut connection, prefix).await?;
        let (key, hash) = found.ok_or(ServiceError::InvalidKey)?;
        // Hashes of 256 random bits: how far two of them agree tells nothing of a secret.
        if hash != Sha256::digest(secret).as_slice() {
            return Err(ServiceError::InvalidKey);
        }
        Ok(key)
    }

    /// Losing a note is harmless: the clinic sees an older time.
    async fn note_use(&self, key: &ApiKey, whole: [u8; 32]) {
        let now = self.clock.now();
        let noted = async {
            let mut connection = self.database.connection().await?;
            api_keys::touch(&mut connection, key.id, now).await
        };
        match noted.await {
            Ok(()) => {
                let used = ApiKey { last_used_at: Some(now), ..key.clone() };
                self.known.insert(whole, Arc::new(used));
            }
            Err(error) => tracing::debug!(%error, "the use of a key was not noted"),
        }
    }
}

impl FreshKey {
    /// A key that nobody has.
    #[must_use]
    pub fn make() -> Self {
        let (name, secret): ([u8; PREFIX_BYTES], [u8; SECRET_BYTES]) = rand::random();
        Self {
            prefix: format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(name)),
            secret: URL_SAFE_NO_PAD.encode(secret),
            hash: Sha256::digest(secret).into(),
        }
    }
}

impl Debug for ApiKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKeys")
    }
}
