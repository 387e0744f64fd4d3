//! What the Redis cache promises while Redis comes and goes.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use carebridge::cache::contract::{Cache, CacheError};
use carebridge::cache::redis::RedisCache;
use tokio::time::timeout;

use crate::support::redis::{PATIENCE, RedisServer};

const TTL: Duration = Duration::from_secs(30);

fn node(server: &RedisServer) -> RedisCache {
    RedisCache::open(&server.url()).unwrap()
}

#[tokio::test]
async fn what_one_node_keeps_every_node_gets() {
    let server = RedisServer::start();
    let (here, there) = (node(&server), node(&server));
    here.set("k", Bytes::from_static(b"\x00\xff"), TTL).await.unwrap();
    assert_eq!(there.get("k").await.unwrap().unwrap(), &b"\x00\xff"[..]);
    assert_eq!(there.get("other").await.unwrap(), None);
    there.delete("k").await.unwrap();
    assert_eq!(here.get("k").await.unwrap(), None);
    assert!(here.healthy().await);
}

#[tokio::test]
async fn of_many_who_take_a_ticket_one_gets_it() {
    let server = RedisServer::start();
    let cache = Arc::new(node(&server));
    for _ in 0..20 {
        cache.set("ticket", Bytes::from_static(b"1"), TTL).await.unwrap();
        let takers = (0..8).map(|_| cache.take("ticket"));
        let taken = futures::future::try_join_all(takers).await.unwrap();
        assert_eq!(taken.iter().flatten().count(), 1);
    }
}

#[tokio::test]
async fn a_value_expires() {
    let server = RedisServer::start();
    let cache = node(&server);
    for ttl in [Duration::ZERO, Duration::from_millis(50)] {
        cache.set("k", Bytes::from_static(b"1"), ttl).await.unwrap();
        let gone = async { while cache.get("k").await.unwrap().is_some() {} };
        timeout(PATIENCE, gone).await.expect("the value expires");
    }
}

#[tokio::test]
async fn the_longest_time_is_no_overflow() {
    let server = RedisServer::start();
    let cache = node(&server);
    cache.set("k", Bytes::from_static(b"1"), Duration::MAX).await.unwrap();
    assert!(cache.get("k").await.unwrap().is_some());
}

#[tokio::test]
async fn losing_redis_is_an_error_and_its_return_needs_nothing() {
    let mut server = RedisServer::start();
    let cache = node(&server);
    cache.set("k", Bytes::from_static(b"1"), TTL).await.unwrap();
    server.stop();
    assert_eq!(cache.get("k").await, Err(CacheError::Unavailable));
    assert!(!cache.healthy().await);
    server.restart();
    assert_eq!(cache.get("k").await, Ok(None));
    assert!(cache.healthy().await);
}

#[tokio::test]
async fn a_frozen_redis_is_an_error_and_not_a_wait() {
    let server = RedisServer::start();
    let cache = node(&server);
    cache.set("k", Bytes::from_static(b"1"), TTL).await.unwrap();
    server.freeze();
    let answer = timeout(PATIENCE, cache.get("k")).await.expect("an answer");
    assert_eq!(answer, Err(CacheError::Unavailable));
}

#[tokio::test]
async fn addresses_that_are_none_are_refused() {
    for url in ["", "localhost:6379", "http://localhost", "rediss://localhost"] {
        assert_eq!(RedisCache::open(url).unwrap_err(), CacheError::BadUrl, "{url:?}");
    }
}
