//! The keys of clinics' software: read with every request of theirs; made, changed and taken back by the clinic.

pub mod manage;

use std::fmt::{self, Debug};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use moka::sync::Cache as Memory;
use sha2::{Digest, Sha256};

use crate::domain::api_keys::{ApiKey, RateTier};
use crate::domain::clock::SharedClock;
use crate::domain::ids::ApiKeyId;
use crate::domain::principals::KeyHolder;
use crate::services::error::ServiceError;
use crate::storage::api_keys;
use crate::storage::pool::Database;

/// What was read is believed for so long: a key that another node revoked opens nothing after that.
const BELIEVED: Duration = Duration::from_secs(3);
/// Between two notes that a key was used.
const NOTED_EVERY: TimeDelta = TimeDelta::seconds(60);
/// Keys that are held in memory, and texts that are none.
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
    /// By the hash of the whole text; none for a text that is no key.
    known: Memory<[u8; 32], Option<Arc<ApiKey>>>,
    /// When each was last noted to be used.
    noted: Memory<ApiKeyId, DateTime<Utc>>,
    /// Moves on when a key changes, and with it what is still being read.
    generation: Arc<AtomicU64>,
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
        let noted = Memory::builder().max_capacity(MOST_HELD).build();
        Self { database, clock, known, noted, generation: Arc::default() }
    }

    /// Whose key `<prefix>.<secret>` this is.
    ///
    /// # Errors
    /// `InvalidKey` for one that is not ours, or was revoked, or ended; which of these is not told. `Storage`.
    pub async fn of_text(&self, text: &str) -> Result<GoodKey, ServiceError> {
        let now = self.clock.now();
        // Whatever cannot be a key costs no query.
        let (prefix, secret) = parts(text).ok_or(ServiceError::InvalidKey)?;
        let whole: [u8; 32] = Sha256::digest(text).into();
        let known = match self.known.get(&whole) {
            Some(known) => known,
            None => {
                let generation = self.generation.load(Ordering::Acquire);
                let read = self.read(prefix, &secret).await?.map(Arc::new);
                if self.generation.load(Ordering::Acquire) == generation {
                    self.known.insert(whole, read.clone());
                }
                read
            }
        };
        let key = known.filter(|key| key.is_good(now)).ok_or(ServiceError::InvalidKey)?;
        self.note_use(&key, now).await;
        let holder = KeyHolder { key_id: key.id, clinics: [key.clinic_id], scopes: key.scopes.clone() };
        Ok(GoodKey { holder, rate_tier: key.rate_tier })
    }

    /// What is remembered of keys is asked again.
    pub(super) fn forget(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        self.known.invalidate_all();
    }

    async fn read(&self, prefix: &str, secret: &[u8]) -> Result<Option<ApiKey>, ServiceError> {
        let mut connection = self.database.connection().await?;
        let found = api_keys::of_prefix(&mut connection, prefix).await?;
        // Hashes of 256 random bits: how far two of them agree tells nothing of a secret.
        Ok(found.filter(|(_, hash)| hash == Sha256::digest(secret).as_slice()).map(|(key, _)| key))
    }

    /// Losing a note is harmless: the clinic sees an older time.
    async fn note_use(&self, key: &ApiKey, now: DateTime<Utc>) {
        let last = self.noted.get(&key.id).max(key.last_used_at);
        if last.is_some_and(|last| now - last < NOTED_EVERY) {
            return;
        }
        self.noted.insert(key.id, now);
        let noted = async {
            let mut connection = self.database.connection().await?;
            api_keys::touch(&mut connection, key.id, now).await
        };
        if let Err(error) = noted.await {
            tracing::debug!(%error, "the use of a key was not noted");
        }
    }
}

/// Prefix and secret of a text that has the shape of a key.
fn parts(text: &str) -> Option<(&str, [u8; SECRET_BYTES])> {
    let (prefix, secret) = text.split_once('.')?;
    let name = URL_SAFE_NO_PAD.decode(prefix.strip_prefix(PREFIX)?).ok()?;
    let secret = URL_SAFE_NO_PAD.decode(secret).ok()?.try_into().ok()?;
    (name.len() == PREFIX_BYTES).then_some((prefix, secret))
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
