//! What a cache promises, whichever it is: it may forget at any time, but never tells of what has expired or was taken.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use thiserror::Error;

/// Keeps small values for a while, the same for every node.
#[async_trait]
pub trait Cache: Send + Sync {
    /// The value, if it is there.
    ///
    /// # Errors
    /// [`CacheError`]; a caller that can do without goes on as if nothing were there.
    async fn get(&self, key: &str) -> Result<Option<Bytes>, CacheError>;

    /// Keeps a value for `ttl` (counted in milliseconds), in the place of an earlier one.
    ///
    /// # Errors
    /// [`CacheError`]; the value may have been kept or not.
    async fn set(&self, key: &str, value: Bytes, ttl: Duration) -> Result<(), CacheError>;

    /// Keeps a value for `ttl` unless there is one already; whether it was kept.
    ///
    /// # Errors
    /// [`CacheError`]; the value may have been kept or not.
    async fn add(&self, key: &str, value: Bytes, ttl: Duration) -> Result<bool, CacheError>;

    /// The value, and it is gone: of several who take it at once, on whatever nodes, one gets it.
    ///
    /// # Errors
    /// [`CacheError`]; the value may be gone or not.
    async fn take(&self, key: &str) -> Result<Option<Bytes>, CacheError>;

    /// Forgets a value, if it is there.
    ///
    /// # Errors
    /// [`CacheError`]; the value may be gone or not.
    async fn delete(&self, key: &str) -> Result<(), CacheError>;

    /// Whether the cache answers at this moment. Answers within a second.
    async fn healthy(&self) -> bool;
}

/// Why the cache did not do it, or none could be made. Says nothing of addresses, keys or values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CacheError {
    /// The address is none of `redis://…` and `redis+unix:///…` (`rediss://` is not supported).
    #[error("REDIS_URL is not an address of the form redis://host:port/0 or redis+unix:///path")]
    BadUrl,
    /// The cache is away, or did not answer within a second.
    #[error("the cache is not reachable")]
    Unavailable,
}
