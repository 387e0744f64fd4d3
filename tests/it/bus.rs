//! What the Redis bus promises while Redis comes and goes.

use bytes::Bytes;
use carebridge::bus::contract::{Bus, BusError};
use carebridge::bus::redis::RedisBus;
use carebridge::bus::signal::BusSignal;
use carebridge::bus::subscription::Subscription;
use deadpool_redis::redis::{Client, cmd};
use tokio::time::timeout;

use crate::support::redis::{PATIENCE, RedisServer};

async fn node(server: &RedisServer) -> RedisBus {
    RedisBus::open(&server.url()).await.unwrap()
}

async fn publish(bus: &RedisBus, channel: &str, text: &'static str) -> Result<(), BusError> {
    bus.publish(channel, Bytes::from_static(text.as_bytes())).await
}

async fn next(subscription: &mut Subscription) -> BusSignal {
    timeout(PATIENCE, subscription.next()).await.expect("a signal in time").expect("the bus is there")
}

fn message(text: &'static str) -> BusSignal {
    BusSignal::Message(Bytes::from_static(text.as_bytes()))
}

#[tokio::test]
async fn what_one_node_publishes_every_node_hears() {
    let server = RedisServer::start();
    let (here, there) = (node(&server).await, node(&server).await);
    let mut subscriptions =
        [here.subscribe("a").await, here.subscribe("a").await, there.subscribe("a").await];
    publish(&there, "b", "for nobody").await.unwrap();
    publish(&here, "a", "1").await.unwrap();
    publish(&here, "a", "2").await.unwrap();
    for subscription in &mut subscriptions {
        assert_eq!(next(subscription).await, message("1"));
        assert_eq!(next(subscription).await, message("2"));
    }
}

#[tokio::test]
async fn a_redis_without_sharded_channels_carries_messages_too() {
    let mut server = RedisServer::absent();
    server.restart_with(&["--rename-command", "SPUBLISH", ""]);
    let (here, there) = (node(&server).await, node(&server).await);
    let mut subscription = here.subscribe("a").await;
    publish(&there, "a", "1").await.unwrap();
    assert_eq!(next(&mut subscription).await, message("1"));
    drop(subscription);
    let mut again = here.subscribe("a").await;
    publish(&there, "a", "2").await.unwrap();
    assert_eq!(next(&mut again).await, message("2"));
}

#[tokio::test]
async fn nothing_is_missed_from_the_moment_subscribe_returns() {
    let server = RedisServer::start();
    let (here, there) = (node(&server).await, node(&server).await);
    for n in 0..200 {
        let channel = n.to_string();
        let mut subscription = here.subscribe(&channel).await;
        publish(&there, &channel, "1").await.unwrap();
        assert_eq!(next(&mut subscription).await, message("1"));
    }
}

#[tokio::test]
async fn leaving_and_joining_again_misses_nothing() {
    let server = RedisServer::start();
    let bus = node(&server).await;
    for _ in 0..200 {
        let mut subscription = bus.subscribe("a").await;
        publish(&bus, "a", "1").await.unwrap();
        assert_eq!(next(&mut subscription).await, message("1"));
    }
}

#[tokio::test]
async fn a_restart_of_redis_is_a_gap_and_then_messages_flow_again() {
    let mut server = RedisServer::start();
    let bus = node(&server).await;
    let mut subscription = bus.subscribe("a").await;
    publish(&bus, "a", "before").await.unwrap();
    assert_eq!(next(&mut subscription).await, message("before"));

    for _ in 0..3 {
        server.stop();
        assert!(publish(&bus, "a", "lost").await.is_err());
        assert!(!bus.healthy().await);
        server.restart();
        assert_eq!(next(&mut subscription).await, BusSignal::Gap);
        publish(&bus, "a", "after").await.unwrap();
        assert_eq!(next(&mut subscription).await, message("after"));
        assert!(bus.healthy().await);
    }
}

#[tokio::test]
async fn every_channel_comes_back_after_a_restart() {
    let mut server = RedisServer::start();
    let bus = node(&server).await;
    let channels: Vec<_> = (0..2_500).map(|n| n.to_string()).collect();
    let subscribe = channels.iter().map(|channel| bus.subscribe(channel));
    let mut subscriptions = futures::future::join_all(subscribe).await;
    server.restart();
    for subscription in &mut subscriptions {
        assert_eq!(next(subscription).await, BusSignal::Gap);
    }
    publish(&bus, "2499", "1").await.unwrap();
    assert_eq!(next(&mut subscriptions[2499]).await, message("1"));
}

#[tokio::test]
async fn publishing_while_redis_is_away_fails_at_once() {
    let server = RedisServer::absent();
    let bus = node(&server).await;
    assert_eq!(publish(&bus, "a", "1").await, Err(BusError::Unavailable));
    assert!(!bus.healthy().await);
}

#[tokio::test]
async fn who_subscribes_while_redis_is_away_hears_of_a_gap_when_it_comes() {
    let mut server = RedisServer::absent();
    let bus = node(&server).await;
    let mut subscription = bus.subscribe("a").await;
    server.restart();
    assert_eq!(next(&mut subscription).await, BusSignal::Gap);
    publish(&bus, "a", "1").await.unwrap();
    assert_eq!(next(&mut subscription).await, message("1"));
}

#[tokio::test]
async fn a_frozen_redis_is_an_error_and_not_a_wait() {
    let server = RedisServer::start();
    let bus = node(&server).await;
    server.freeze();
    let published = timeout(PATIENCE, publish(&bus, "a", "1")).await.expect("an answer");
    assert_eq!(published, Err(BusError::NoAnswer));
    assert!(!bus.healthy().await);
}

#[tokio::test]
async fn redis_is_told_when_the_last_subscriber_leaves() {
    let server = RedisServer::start();
    let bus = node(&server).await;
    let (first, second) = (bus.subscribe("a").await, bus.subscribe("a").await);
    drop(first);
    drop(second);
    // Subscribing takes a round trip on the same connection, after the unsubscription.
    let _later = bus.subscribe("b").await;
    let client = Client::open(server.url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let listening = async {
        loop {
            let channels: Vec<String> =
                cmd("PUBSUB").arg("SHARDCHANNELS").query_async(&mut connection).await.unwrap();
            if channels == ["carebridge:b"] {
                return;
            }
        }
    };
    timeout(PATIENCE, listening).await.expect("only b is listened to");
}

#[tokio::test]
async fn subscribers_hear_the_end_of_the_bus() {
    let server = RedisServer::start();
    let bus = node(&server).await;
    let mut subscription = bus.subscribe("a").await;
    drop(bus);
    assert_eq!(timeout(PATIENCE, subscription.next()).await.unwrap(), None);
}

#[tokio::test]
async fn addresses_that_are_none_are_refused() {
    for url in ["", "localhost:6379", "http://localhost", "rediss://localhost"] {
        assert_eq!(RedisBus::open(url).await.unwrap_err(), BusError::BadUrl, "{url:?}");
    }
}
