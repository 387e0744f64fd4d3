//! What readers are told when Redis, a message or a node is lost: a gap where there is a hole, and nothing twice.

use carebridge::domain::clock::{Clock, SystemClock};
use carebridge::domain::ids::EventId;
use carebridge::realtime::partition::partition;
use deadpool_redis::redis::{Client, cmd};
use serde_json::json;

use crate::support::app::Wishes;
use crate::support::hub_node::{HubNode, news, position, topic};
use crate::support::redis::RedisServer;
use crate::support::socket::Socket;

/// Appends an event as another node would, of which then no message arrives.
async fn append_unheard(redis: &RedisServer, offset: u64) {
    let key = |what| format!("carebridge:{{{}}}:{what}:{}", partition(topic()), topic().key());
    let mut connection = Client::open(redis.url()).unwrap().get_multiplexed_async_connection().await.unwrap();
    let place: u64 =
        cmd("HINCRBY").arg(key("place")).arg("offset").arg(1).query_async(&mut connection).await.unwrap();
    assert_eq!(place, offset);
    let body = news().publications[0].event.body();
    let now = SystemClock.now().timestamp_millis();
    cmd("XADD")
        .arg(key("log"))
        .arg(format!("{offset}-0"))
        .arg("at")
        .arg(now)
        .arg("event")
        .arg(&*body)
        .exec_async(&mut connection)
        .await
        .unwrap();
}

#[actix::test]
async fn a_lost_message_is_found_by_the_next_one_or_by_a_look() {
    let redis = RedisServer::start();
    let node = HubNode::start("here", &redis).await;
    let (mut reader, _) = node.reader(None).await;
    node.publish(news()).await;
    assert_eq!(reader.place().await.offset, 1);

    append_unheard(&redis, 2).await;
    node.publish(news()).await;
    assert_eq!((reader.place().await.offset, reader.place().await.offset), (2, 3));

    append_unheard(&redis, 4).await;
    node.hub.compare(Some(partition(topic())));
    assert_eq!(reader.place().await.offset, 4);
    let (_, late) = node.reader(None).await;
    assert_eq!(late["offset"], 4);
}

#[actix::test]
async fn a_flushed_redis_is_a_gap_with_or_without_a_next_event() {
    let redis = RedisServer::start();
    let (here, there) = (HubNode::start("here", &redis).await, HubNode::start("there", &redis).await);
    let (mut near, mut far) = (here.reader(None).await.0, there.reader(None).await.0);
    here.publish(news()).await;
    let before = near.place().await;
    assert_eq!(far.place().await, before);

    redis.flush();
    here.publish(news()).await;
    for reader in [&mut near, &mut far] {
        reader.gap().await;
    }
    here.publish(news()).await;
    let after = near.place().await;
    assert_eq!(far.place().await, after);
    assert_ne!(after.epoch, before.epoch);
    assert_eq!(there.reader(Some(before)).await.1["recovered"], false);
    assert_eq!(there.reader(Some(after)).await.1["recovered"], true);

    redis.flush();
    here.hub.compare(None);
    near.gap().await;
    there.hub.compare(None);
    far.gap().await;
}

#[actix::test]
async fn when_redis_is_killed_topics_go_on_by_themselves_and_come_back_together() {
    let mut redis = RedisServer::start();
    let (here, there) = (HubNode::start("here", &redis).await, HubNode::start("there", &redis).await);
    let (mut near, mut far) = (here.reader(None).await.0, there.reader(None).await.0);
    here.publish(news()).await;
    let before = near.place().await;
    assert_eq!(far.place().await, before);

    redis.stop();
    here.publish(news()).await;
    near.gap().await;
    let own = near.place().await;
    assert_ne!(own.epoch, before.epoch);
    here.publish(news()).await;
    assert_eq!(near.place().await.offset, own.offset + 1);
    // Whoever comes meanwhile is answered.
    let (_, late) = here.reader(Some(own)).await;
    assert_eq!((&late["recovered"], position(&late).offset), (&json!(true), own.offset + 1));

    redis.restart();
    // What was told here alone is told there when Redis is back, after a gap, since the epoch is another.
    near.gap().await;
    far.gap().await;
    here.publish(news()).await;
    let last = near.place().await;
    assert_ne!((last.epoch, last.epoch), (before.epoch, own.epoch));
    let mut seen = far.place().await;
    while seen != last {
        let next = far.place().await;
        assert_eq!((next.epoch, next.offset), (seen.epoch, seen.offset + 1));
        seen = next;
    }
    assert_eq!(there.reader(Some(own)).await.1["recovered"], false);
}

#[actix::test]
async fn when_redis_only_stalls_nobody_elsewhere_has_a_hole_and_a_repeat_is_dropped() {
    let redis = RedisServer::start();
    let (here, there) = (HubNode::start("here", &redis).await, HubNode::start("there", &redis).await);
    let (mut near, mut far) = (here.reader(None).await.0, there.reader(None).await.0);
    here.publish(news()).await;
    let before = near.place().await;
    assert_eq!(far.place().await, before);

    redis.freeze();
    here.publish(news()).await;
    near.gap().await;
    near.place().await;
    redis.thaw();
    near.gap().await;
    // What Redis had taken without an answer, and was offered again.
    let second = far.place().await;
    assert_eq!((second.epoch, second.offset), (before.epoch, 2));
    here.publish(news()).await;
    assert_eq!((near.place().await.offset, far.place().await.offset), (3, 3));
    let (mut back, answer) = here.reader(Some(before)).await;
    assert_eq!(answer["recovered"], true);
    assert_eq!((back.place().await.offset, back.place().await.offset), (2, 3));
}

#[actix::test]
async fn who_comes_back_at_another_node_goes_on_without_hole_or_repeat() {
    let redis = RedisServer::start();
    let here = HubNode::start("here", &redis).await;
    let (mut reader, _) = here.reader(None).await;
    for _ in 0..3 {
        here.publish(news()).await;
    }
    let seen = reader.place().await;
    drop(reader);
    // A node that has never heard of the topic, and one that knows its latest events only.
    let there = HubNode::start("there", &redis).await;
    let (mut back, answer) = there.reader(Some(seen)).await;
    assert_eq!((&answer["recovered"], &answer["offset"]), (&json!(true), &json!(3)));
    assert_eq!((back.place().await.offset, back.place().await.offset), (2, 3));
    let third = HubNode::start("third", &redis).await;
    let (mut new, _) = third.reader(None).await;
    here.publish(news()).await;
    assert_eq!((new.place().await.offset, back.place().await.offset), (4, 4));
    let (mut back, answer) = third.reader(Some(seen)).await;
    assert_eq!(answer["recovered"], true);
    for offset in 2..=4 {
        assert_eq!(back.place().await.offset, offset);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_dead_node_committed_and_did_not_publish_another_does_once() {
    let redis = RedisServer::start();
    let first = Wishes::default().setting("REDIS_URL", redis.url()).spawn().await;
    let second = Wishes::default().setting("REDIS_URL", redis.url()).beside(&first).spawn().await;
    let pat = first.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    let mut watchers = [Socket::anonymous(&first).await, Socket::anonymous(&second).await];
    for watcher in &mut watchers {
        watcher.subscribe(&format!("doctor:{doctor}:slots")).await;
    }
    let id = EventId::new(first.clock.now());
    first
        .execute(&format!(
            "INSERT INTO events (id, type, data, created_at, expanded_at)
             VALUES ('{id}', 'slot.freed', '{{\"doctor_id\": \"{doctor}\"}}', now(), now())"
        ))
        .await;
    let mut places = Vec::new();
    for watcher in &mut watchers {
        places.push(watcher.event("slot.freed").await["offset"].as_u64().unwrap());
    }
    first.eventually("SELECT count(*) AS count FROM events WHERE published_at IS NULL", 0).await;
    // Both nodes found it; had it been told twice, the next event would be one further.
    let slot = pat.free_slots(&doctor, "2026-11-24").await.swap_remove(0);
    pat.book(&doctor, &slot).await.expect(201);
    for watcher in &mut watchers {
        places.push(watcher.event("slot.taken").await["offset"].as_u64().unwrap());
    }
    assert_eq!(places, [1, 1, 2, 2]);
}
