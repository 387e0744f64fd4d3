//! The cache of a single node: a bounded map; what would expire first yields.

use std::collections::{BTreeSet, HashMap};
use std::fmt::{self, Debug};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};

use crate::cache::contract::{Cache, CacheError};
use crate::domain::clock::SharedClock;

/// Values that are kept at most.
const MAX_ENTRIES: usize = 20_000;
/// Bytes of values and keys that are kept at most.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Keeps values in this process: 20,000 or 64 MiB of them.
pub struct InProcessCache {
    clock: SharedClock,
    entries: Mutex<Entries>,
}

#[derive(Default)]
struct Entries {
    by_key: HashMap<Arc<str>, Entry>,
    /// The same entries, the first to expire first.
    by_expiry: BTreeSet<(DateTime<Utc>, Arc<str>)>,
    bytes: usize,
}

struct Entry {
    value: Bytes,
    expires_at: DateTime<Utc>,
}

impl InProcessCache {
    /// An empty cache that expires by `clock`.
    #[must_use]
    pub fn new(clock: SharedClock) -> Self {
        Self { clock, entries: Mutex::default() }
    }

    /// The entries that have not expired. No code runs under the lock that could leave them half-written, so a poisoned
    /// lock is still sound.
    fn fresh(&self, now: DateTime<Utc>) -> MutexGuard<'_, Entries> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        while entries.by_expiry.first().is_some_and(|(expires_at, _)| *expires_at <= now) {
            entries.evict_first();
        }
        entries
    }
}

impl Entries {
    fn insert(&mut self, key: &str, entry: Entry) {
        self.remove(key);
        let bytes = key.len() + entry.value.len();
        if bytes > MAX_BYTES {
            return;
        }
        while self.by_key.len() >= MAX_ENTRIES || self.bytes + bytes > MAX_BYTES {
            self.evict_first();
        }
        let key: Arc<str> = key.into();
        self.bytes += bytes;
        self.by_expiry.insert((entry.expires_at, key.clone()));
        self.by_key.insert(key, entry);
    }

    fn remove(&mut self, key: &str) -> Option<Bytes> {
        let (key, entry) = self.by_key.remove_entry(key)?;
        self.bytes -= key.len() + entry.value.len();
        self.by_expiry.remove(&(entry.expires_at, key));
        Some(entry.value)
    }

    fn evict_first(&mut self) {
        if let Some((_, key)) = self.by_expiry.first().cloned() {
            self.remove(&key);
        }
    }
}

fn after(now: DateTime<Utc>, ttl: Duration) -> DateTime<Utc> {
    let ttl = TimeDelta::from_std(ttl).unwrap_or(TimeDelta::MAX);
    now.checked_add_signed(ttl).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

#[async_trait]
impl Cache for InProcessCache {
    async fn get(&self, key: &str) -> Result<Option<Bytes>, CacheError> {
        Ok(self.fresh(self.clock.now()).by_key.get(key).map(|entry| entry.value.clone()))
    }

    async fn set(&self, key: &str, value: Bytes, ttl: Duration) -> Result<(), CacheError> {
        let now = self.clock.now();
        self.fresh(now).insert(key, Entry { value, expires_at: after(now, ttl) });
        Ok(())
    }

    async fn add(&self, key: &str, value: Bytes, ttl: Duration) -> Result<bool, CacheError> {
        let now = self.clock.now();
        let mut entries = self.fresh(now);
        if entries.by_key.contains_key(key) {
            return Ok(false);
        }
        entries.insert(key, Entry { value, expires_at: after(now, ttl) });
        Ok(true)
    }

    async fn take(&self, key: &str) -> Result<Option<Bytes>, CacheError> {
        Ok(self.fresh(self.clock.now()).remove(key))
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        self.fresh(self.clock.now()).remove(key);
        Ok(())
    }

    async fn healthy(&self) -> bool {
        true
    }
}

/// Without keys and values: tickets are among them.
impl Debug for InProcessCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InProcessCache").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clock::Clock;

    /// A clock that the test drives.
    #[derive(Debug)]
    struct Driven(Mutex<DateTime<Utc>>);

    impl Driven {
        fn advance(&self, by: TimeDelta) {
            *self.0.lock().unwrap() += by;
        }
    }

    impl Clock for Driven {
        fn now(&self) -> DateTime<Utc> {
            *self.0.lock().unwrap()
        }
    }

    fn cache() -> (InProcessCache, Arc<Driven>) {
        let clock = Arc::new(Driven(Mutex::new("2026-11-24T08:00:00Z".parse().unwrap())));
        (InProcessCache::new(clock.clone()), clock)
    }

    const TTL: Duration = Duration::from_secs(30);

    async fn set(cache: &InProcessCache, key: &str, value: &'static str, ttl: Duration) {
        cache.set(key, Bytes::from_static(value.as_bytes()), ttl).await.unwrap();
    }

    #[tokio::test]
    async fn the_last_value_set_is_the_one_got() {
        let (cache, _) = cache();
        set(&cache, "k", "1", TTL).await;
        set(&cache, "k", "2", TTL).await;
        assert_eq!(cache.get("k").await.unwrap().unwrap(), "2");
        assert_eq!(cache.get("other").await.unwrap(), None);
        cache.delete("k").await.unwrap();
        assert_eq!(cache.get("k").await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_value_expires_when_its_time_is_up() {
        let (cache, clock) = cache();
        set(&cache, "k", "1", TTL).await;
        clock.advance(TimeDelta::milliseconds(29_999));
        assert!(cache.get("k").await.unwrap().is_some());
        clock.advance(TimeDelta::milliseconds(1));
        assert_eq!(cache.get("k").await.unwrap(), None);
        assert_eq!(cache.take("k").await.unwrap(), None);
        assert_eq!(cache.fresh(clock.now()).bytes, 0);
    }

    #[tokio::test]
    async fn setting_again_starts_the_time_anew() {
        let (cache, clock) = cache();
        set(&cache, "k", "1", TTL).await;
        clock.advance(TimeDelta::seconds(29));
        set(&cache, "k", "2", TTL).await;
        clock.advance(TimeDelta::seconds(29));
        assert_eq!(cache.get("k").await.unwrap().unwrap(), "2");
    }

    #[tokio::test]
    async fn a_value_is_taken_once() {
        let (cache, _) = cache();
        set(&cache, "ticket", "1", TTL).await;
        assert_eq!(cache.take("ticket").await.unwrap().unwrap(), "1");
        assert_eq!(cache.take("ticket").await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_full_cache_lets_go_of_what_expires_first() {
        let (cache, _) = cache();
        set(&cache, "soon", "1", TTL).await;
        for n in 1..MAX_ENTRIES {
            set(&cache, &n.to_string(), "1", TTL * 2).await;
        }
        assert!(cache.get("soon").await.unwrap().is_some());
        set(&cache, "one more", "1", TTL * 2).await;
        assert_eq!(cache.get("soon").await.unwrap(), None);
        assert!(cache.get("one more").await.unwrap().is_some());
    }

    #[tokio::test]
    async fn large_values_push_out_others_and_one_too_large_is_not_kept() {
        let (cache, _) = cache();
        set(&cache, "soon", "1", TTL).await;
        cache.set("large", Bytes::from(vec![0; MAX_BYTES - 5]), TTL * 2).await.unwrap();
        assert_eq!(cache.get("soon").await.unwrap(), None);
        assert!(cache.get("large").await.unwrap().is_some());
        cache.set("large", Bytes::from(vec![0; MAX_BYTES]), TTL).await.unwrap();
        assert_eq!(cache.get("large").await.unwrap(), None);
    }

    #[tokio::test]
    async fn the_longest_time_is_no_overflow() {
        let (cache, _) = cache();
        set(&cache, "k", "1", Duration::MAX).await;
        assert!(cache.get("k").await.unwrap().is_some());
    }
}
