//! The cache of several nodes: Redis.

use std::fmt::{self, Debug};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use deadpool_redis::redis::{Cmd, FromRedisValue, cmd};
use deadpool_redis::{Config, Pool, Runtime};
use tokio::time::timeout;

use crate::cache::contract::{Cache, CacheError};

/// Before every key, so that a Redis can be shared with others.
const PREFIX: &str = "carebridge:";
/// Redis answers within this, a free connection included, or counts as away.
const ANSWER_WITHIN: Duration = Duration::from_secs(1);
/// A century: more than anybody means, and what Redis can add to its clock.
const MAX_TTL_MS: u128 = 100 * 365 * 24 * 60 * 60 * 1000;

/// Keeps values in Redis (6.2 or later: GETDEL).
pub struct RedisCache {
    pool: Pool,
}

impl RedisCache {
    /// A cache at this address; connections are made when they are needed.
    ///
    /// # Errors
    /// [`CacheError::BadUrl`]; a Redis that is away is none.
    pub fn open(url: &str) -> Result<Self, CacheError> {
        let pool = Config::from_url(url).create_pool(Some(Runtime::Tokio1));
        Ok(Self { pool: pool.map_err(|_| CacheError::BadUrl)? })
    }

    async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, CacheError> {
        let answer = timeout(ANSWER_WITHIN, async {
            let mut connection = self.pool.get().await.map_err(|_| CacheError::Unavailable)?;
            command.query_async(&mut connection).await.map_err(|_| CacheError::Unavailable)
        });
        answer.await.unwrap_or(Err(CacheError::Unavailable))
    }
}

/// Redis refuses 0, and more than fits a signed number.
fn ttl_ms(ttl: Duration) -> String {
    ttl.as_millis().clamp(1, MAX_TTL_MS).to_string()
}

fn prefixed(key: &str) -> String {
    format!("{PREFIX}{key}")
}

#[async_trait]
impl Cache for RedisCache {
    async fn get(&self, key: &str) -> Result<Option<Bytes>, CacheError> {
        self.ask(cmd("GET").arg(prefixed(key))).await
    }

    async fn set(&self, key: &str, value: Bytes, ttl: Duration) -> Result<(), CacheError> {
        self.ask(cmd("SET").arg(prefixed(key)).arg(&value[..]).arg("PX").arg(ttl_ms(ttl))).await
    }

    async fn add(&self, key: &str, value: Bytes, ttl: Duration) -> Result<bool, CacheError> {
        let mut command = cmd("SET");
        command.arg(prefixed(key)).arg(&value[..]).arg("NX").arg("PX").arg(ttl_ms(ttl));
        // `OK`, or nil where there was one.
        let kept: Option<String> = self.ask(&command).await?;
        Ok(kept.is_some())
    }

    async fn take(&self, key: &str) -> Result<Option<Bytes>, CacheError> {
        self.ask(cmd("GETDEL").arg(prefixed(key))).await
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        self.ask(cmd("DEL").arg(prefixed(key))).await
    }

    async fn healthy(&self) -> bool {
        self.ask::<()>(&cmd("PING")).await.is_ok()
    }
}

/// Without the address: a password may be part of it.
impl Debug for RedisCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisCache").finish_non_exhaustive()
    }
}
