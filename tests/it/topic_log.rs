//! What Redis remembers of topics, by the scripts that write and read it.

use std::time::Duration;

use bytes::Bytes;
use carebridge::bus::contract::{Bus, BusError};
use carebridge::bus::record::{self, Record};
use carebridge::bus::redis::RedisBus;
use carebridge::bus::signal::BusSignal;
use carebridge::bus::subscription::Subscription;
use carebridge::bus::topic_log::{Depth, Entry, Log, TopicLog, Wanted, channel};
use chrono::DateTime;
use deadpool_redis::redis::{Client, cmd};
use tokio::time::timeout;

use crate::support::redis::{PATIENCE, RedisServer};

const DEPTH: Depth = Depth { events: 4, age: Duration::from_secs(60) };

async fn node(server: &RedisServer) -> (RedisBus, TopicLog) {
    let bus = RedisBus::open(&server.url()).await.unwrap();
    let log = bus.topic_log(DEPTH);
    (bus, log)
}

fn entry(topic: &str, id: &str) -> Entry {
    let pushed_at = DateTime::from_timestamp_millis(1_500).unwrap();
    Entry {
        partition: 7,
        topic: topic.into(),
        id: id.into(),
        pushed_at,
        body: format!("{{\"id\":\"{id}\"}}"),
    }
}

async fn read(log: &TopicLog, topic: &str, after: Option<u64>) -> Log {
    let wanted = Wanted { partition: 7, topic: topic.into(), after };
    log.read("fresh", &[wanted]).await.unwrap().swap_remove(0)
}

fn offsets(log: &Log) -> Vec<u64> {
    log.events.iter().map(|event| event.offset).collect()
}

async fn records(subscription: &mut Subscription) -> Vec<Record> {
    match timeout(PATIENCE, subscription.next()).await.expect("a message in time").unwrap() {
        BusSignal::Message(message) => record::read(message).expect("our own message"),
        BusSignal::Gap => panic!("nothing was missed"),
    }
}

async fn ask(server: &RedisServer, words: &[&str]) {
    let mut connection =
        Client::open(server.url()).unwrap().get_multiplexed_async_connection().await.unwrap();
    let mut command = cmd(words[0]);
    words[1..].iter().for_each(|word| {
        command.arg(*word);
    });
    command.exec_async(&mut connection).await.unwrap();
}

#[tokio::test]
async fn events_get_dense_places_and_every_node_is_told_of_them_in_order() {
    let server = RedisServer::start();
    let (here, log) = node(&server).await;
    let (there, other) = node(&server).await;
    let mut subscriptions = [here.subscribe(&channel(7)).await, there.subscribe(&channel(7)).await];
    log.append("e1", &[entry("a", "1"), entry("b", "1"), entry("a", "2")]).await.unwrap();
    other.append("e2", &[entry("a", "3")]).await.unwrap();
    for subscription in &mut subscriptions {
        let told: Vec<_> =
            records(subscription).await.into_iter().chain(records(subscription).await).collect();
        let places: Vec<_> =
            told.iter().map(|record| (record.topic.as_str(), record.epoch.as_str(), record.offset)).collect();
        assert_eq!(places, [("a", "e1", 1), ("b", "e1", 1), ("a", "e1", 2), ("a", "e1", 3)]);
        assert_eq!((&*told[2].body, told[2].pushed_at.timestamp_millis()), ("{\"id\":\"2\"}", 1_500));
    }
    let known = read(&other, "a", Some(1)).await;
    assert_eq!((known.epoch.as_str(), known.offset, offsets(&known)), ("e1", 3, vec![2, 3]));
    assert_eq!(
        (&*known.events[0].body, known.events[0].pushed_at.timestamp_millis()),
        ("{\"id\":\"2\"}", 1_500)
    );
    assert_eq!(offsets(&read(&log, "a", None).await), Vec::<u64>::new());
    assert_eq!(offsets(&read(&log, "a", Some(u64::MAX)).await), Vec::<u64>::new());
}

#[tokio::test]
async fn a_redis_without_sharded_channels_tells_of_places_too() {
    let mut server = RedisServer::absent();
    server.restart_with(&["--rename-command", "SPUBLISH", ""]);
    let (bus, log) = node(&server).await;
    let mut subscription = bus.subscribe(&channel(7)).await;
    log.append("e1", &[entry("a", "1")]).await.unwrap();
    assert_eq!(records(&mut subscription).await[0].offset, 1);
}

#[tokio::test]
async fn a_repeat_has_no_place_wherever_it_comes_from() {
    let server = RedisServer::start();
    let (bus, log) = node(&server).await;
    let (_there, other) = node(&server).await;
    let mut subscription = bus.subscribe(&channel(7)).await;
    log.append("e1", &[entry("a", "1"), entry("a", "1")]).await.unwrap();
    other.append("e1", &[entry("a", "1")]).await.unwrap();
    other.append("e1", &[entry("b", "1"), entry("a", "2")]).await.unwrap();
    assert_eq!(records(&mut subscription).await.len(), 1);
    let places: Vec<_> =
        records(&mut subscription).await.iter().map(|record| (record.topic.clone(), record.offset)).collect();
    assert_eq!(places, [("b".to_owned(), 1), ("a".to_owned(), 2)]);
}

#[tokio::test]
async fn two_nodes_at_once_give_no_place_twice() {
    let server = RedisServer::start();
    let (_here, log) = node(&server).await;
    let (_there, other) = node(&server).await;
    let tell = |log: TopicLog, name: &'static str| async move {
        for n in 0..200 {
            log.append(name, &[entry("a", &format!("{name}{n}")), entry("a", &format!("both{n}"))])
                .await
                .unwrap();
        }
    };
    tokio::join!(tell(log.clone(), "x"), tell(other, "y"));
    let known = read(&log, "a", Some(0)).await;
    assert_eq!((known.offset, offsets(&known)), (600, vec![597, 598, 599, 600]));
}

#[tokio::test]
async fn a_topic_without_a_place_gets_one_for_all_who_ask() {
    let server = RedisServer::start();
    let (_here, log) = node(&server).await;
    let (_there, other) = node(&server).await;
    assert_eq!(read(&log, "a", Some(3)).await, Log { epoch: "fresh".into(), offset: 0, events: Vec::new() });
    other.append("e2", &[entry("a", "1")]).await.unwrap();
    let known = read(&log, "a", Some(0)).await;
    assert_eq!((known.epoch.as_str(), known.offset, offsets(&known)), ("fresh", 1, vec![1]));
}

#[tokio::test]
async fn a_history_that_is_broken_off_begins_anew_and_everyone_is_told() {
    let server = RedisServer::start();
    let (bus, log) = node(&server).await;
    log.append("e1", &[entry("a", "1")]).await.unwrap();
    let mut subscription = bus.subscribe(&channel(7)).await;
    let broken = Entry { body: String::new(), ..entry("a", "") };
    log.append("e2", &[broken, entry("a", "2")]).await.unwrap();
    let told = records(&mut subscription).await;
    let places: Vec<_> =
        told.iter().map(|record| (record.epoch.as_str(), record.offset, record.body.len())).collect();
    assert_eq!(places, [("e2", 0, 0), ("e2", 1, 10)]);
    assert_eq!(offsets(&read(&log, "a", Some(0)).await), [1]);
}

#[tokio::test]
async fn whatever_redis_forgets_is_not_made_up() {
    let server = RedisServer::start();
    let (_bus, log) = node(&server).await;
    log.append("e1", &[entry("a", "1"), entry("a", "2")]).await.unwrap();
    ask(&server, &["DEL", "carebridge:{7}:log:a"]).await;
    log.append("e2", &[entry("a", "3")]).await.unwrap();
    let known = read(&log, "a", Some(0)).await;
    assert_eq!((known.epoch.as_str(), known.offset, offsets(&known)), ("e1", 3, vec![3]));

    // A place that was evicted takes its log with it.
    ask(&server, &["DEL", "carebridge:{7}:place:a"]).await;
    log.append("e3", &[entry("a", "4")]).await.unwrap();
    let known = read(&log, "a", Some(0)).await;
    assert_eq!((known.epoch.as_str(), known.offset, offsets(&known)), ("e3", 1, vec![1]));

    server.flush();
    assert_eq!(read(&log, "a", Some(0)).await.epoch, "fresh");
    ask(&server, &["SCRIPT", "FLUSH"]).await;
    log.append("e4", &[entry("a", "5")]).await.unwrap();
    assert_eq!(offsets(&read(&log, "a", Some(0)).await), [1]);
}

#[tokio::test]
async fn a_redis_that_is_away_is_an_error_at_once() {
    let server = RedisServer::absent();
    let (_bus, log) = node(&server).await;
    assert_eq!(log.append("e1", &[entry("a", "1")]).await, Err(BusError::Unavailable));
    let wanted = Wanted { partition: 7, topic: "a".into(), after: None };
    assert_eq!(log.read("e1", &[wanted]).await, Err(BusError::Unavailable));
}

#[tokio::test]
async fn partitions_that_nobody_listens_to_are_remembered_all_the_same() {
    let server = RedisServer::start();
    let (bus, log) = node(&server).await;
    let mut subscription = bus.subscribe(&channel(7)).await;
    let elsewhere = Entry { partition: 8, ..entry("b", "1") };
    log.append("e1", &[elsewhere, entry("a", "1")]).await.unwrap();
    assert_eq!(records(&mut subscription).await.len(), 1);
    let wanted = Wanted { partition: 8, topic: "b".into(), after: Some(0) };
    assert_eq!(log.read("e1", &[wanted]).await.unwrap()[0].offset, 1);
    bus.publish("unrelated", Bytes::new()).await.unwrap();
}
