//! Order, repeats, replays and slow readers; and, in files of their own, what is shared and what is large.

mod large;
mod set_back;
mod shared;

use chrono::TimeDelta;
use futures::FutureExt;
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::*;
use crate::actors::hub::messages::{Ack, SocketHandle, Subscribe};
use crate::domain::ids::EventId;
use crate::realtime::encoded::Encoded;
use crate::realtime::limits::QUEUE_FRAMES;
use crate::realtime::position::Position;
use crate::realtime::queue::{Next, SocketWriter, socket_queue};
use crate::realtime::topic_event::TopicEvent;

const DOCTOR: &str = "0193a5c0-0000-7000-8000-000000000001";

fn now() -> DateTime<Utc> {
    "2026-11-24T08:00:00Z".parse().unwrap()
}

fn topic() -> Topic {
    Topic::DoctorSlots(DOCTOR.parse().unwrap())
}

fn publication(id: EventId) -> Publication {
    let event = TopicEvent { id, kind: "slot.taken".into(), at: now(), data: json!({}) };
    Publication { topic: topic(), event }
}

fn tell(topics: &mut Topics, times: usize) {
    for _ in 0..times {
        topics.deliver(&publication(EventId::new(now())), now());
    }
}

/// A client that reads what it is sent.
struct Client {
    handle: SocketHandle,
    writer: SocketWriter,
}

impl Client {
    fn new() -> Self {
        let (queue, writer) = socket_queue();
        Self { handle: SocketHandle::new(queue), writer }
    }

    fn subscribe(&self, topics: &mut Topics, since: Option<Position>) {
        let ack = Ack::Subscribed { re: Some(7), present: None };
        let wanted = Subscribe { topic: topic(), since, socket: self.handle.clone(), ack };
        topics.subscribe(Waiting { wanted, answered: oneshot::channel().0 }, now());
    }

    fn next(&mut self) -> Option<Next> {
        self.writer.next().now_or_never()
    }

    fn frame(&mut self) -> Value {
        match self.next() {
            Some(Next::Frame(frame)) => serde_json::from_str(frame.as_str()).unwrap(),
            other => panic!("no frame but {other:?}"),
        }
    }

    fn frames(&mut self, count: usize) -> Vec<Value> {
        (0..count).map(|_| self.frame()).collect()
    }

    fn position(&mut self) -> Position {
        let ack = self.frame();
        serde_json::from_value(json!({"epoch": ack["epoch"], "offset": ack["offset"]})).unwrap()
    }
}

fn offsets(frames: &[Value]) -> Vec<u64> {
    frames.iter().map(|frame| frame["offset"].as_u64().unwrap()).collect()
}

#[test]
fn a_replay_and_what_follows_have_neither_hole_nor_repeat() {
    let mut topics = Topics::new(false);
    let mut away = Client::new();
    away.subscribe(&mut topics, None);
    let begin = away.position();
    tell(&mut topics, 3);

    let mut back = Client::new();
    back.subscribe(&mut topics, Some(Position { offset: 1, ..begin }));
    tell(&mut topics, 2);
    let frames = back.frames(5);
    assert_eq!(
        (frames[0]["op"].as_str(), frames[0]["recovered"].as_bool()),
        (Some("subscribed"), Some(true))
    );
    assert_eq!(offsets(&frames), [3, 2, 3, 4, 5]);
    assert_eq!(back.next(), None);
}

#[test]
fn a_subscription_begins_with_its_ack_and_without_since_nothing_is_replayed() {
    let mut topics = Topics::new(false);
    let (first, mut second) = (Client::new(), Client::new());
    first.subscribe(&mut topics, None);
    tell(&mut topics, 2);
    second.subscribe(&mut topics, None);
    tell(&mut topics, 1);
    let frames = second.frames(2);
    assert_eq!(
        (frames[0]["re"].as_u64(), frames[0]["recovered"].as_bool(), frames[0]["offset"].as_u64()),
        (Some(7), Some(false), Some(2))
    );
    assert_eq!(offsets(&frames[1..]), [3]);
}

#[test]
fn who_subscribes_again_gets_what_came_after_and_each_event_once_from_then_on() {
    let mut topics = Topics::new(false);
    let mut client = Client::new();
    client.subscribe(&mut topics, None);
    let begin = client.position();
    tell(&mut topics, 2);
    client.frames(2);
    client.subscribe(&mut topics, Some(begin));
    tell(&mut topics, 1);
    assert_eq!(offsets(&client.frames(4)), [2, 1, 2, 3]);
    assert_eq!(client.next(), None);
}

#[test]
fn what_cannot_be_replayed_is_a_gap() {
    let mut topics = Topics::new(false);
    let mut client = Client::new();
    client.subscribe(&mut topics, Some(Position { epoch: "other".into(), offset: 3 }));
    assert_eq!(client.frame()["recovered"], json!(false));
    assert_eq!(client.frame(), json!({"op": "gap", "topic": format!("doctor:{DOCTOR}:slots")}));
}

#[test]
fn a_whole_history_is_replayed_to_a_full_queue() {
    let mut topics = Topics::new(false);
    let mut other = Client::new();
    other.subscribe(&mut topics, None);
    let begin = other.position();
    for _ in 0..256 {
        tell(&mut topics, 1);
        other.frame();
    }
    let mut client = Client::new();
    client.subscribe(&mut topics, Some(begin));
    assert_eq!(client.frames(257)[256]["offset"], json!(256));
}

#[test]
fn a_repeat_is_told_once() {
    let mut topics = Topics::new(false);
    let mut client = Client::new();
    client.subscribe(&mut topics, None);
    let event = publication(EventId::new(now()));
    topics.deliver(&event, now());
    topics.deliver(&event, now());
    client.frames(2);
    assert_eq!(client.next(), None);
}

#[test]
fn a_full_queue_closes_its_socket_and_no_other() {
    let mut topics = Topics::new(false);
    let (mut slow, mut quick) = (Client::new(), Client::new());
    slow.subscribe(&mut topics, None);
    quick.subscribe(&mut topics, None);
    quick.frame();
    for _ in 0..QUEUE_FRAMES + 10 {
        tell(&mut topics, 1);
        quick.frame();
    }
    // The ack took a place too.
    slow.frames(QUEUE_FRAMES);
    assert_eq!(slow.next(), Some(Next::Close(CloseCode::Slow)));
    assert!(!quick.handle.queue.is_closed());
    assert!(!topics.of_socket.contains_key(&slow.handle.id));
}

#[test]
fn who_left_hears_nothing_more_and_who_comes_back_in_time_misses_nothing() {
    let mut topics = Topics::new(false);
    let mut client = Client::new();
    client.subscribe(&mut topics, None);
    let begin = client.position();
    let bye = Unsubscribe { topic: topic(), socket: client.handle.clone(), re: Some(8), reason: None };
    topics.unsubscribe(&bye, now());
    assert_eq!(client.frame()["op"], json!("unsubscribed"));
    tell(&mut topics, 2);
    assert_eq!(client.next(), None);

    topics.sweep(now() + TimeDelta::minutes(10));
    client.subscribe(&mut topics, Some(begin));
    assert_eq!(offsets(&client.frames(3)), [2, 1, 2]);
    topics.leave(client.handle.id, now());

    topics.sweep(now() + TimeDelta::minutes(11));
    assert!(topics.channels.is_empty());
    client.subscribe(&mut topics, Some(begin));
    assert_eq!(client.frame()["recovered"], json!(false));
}

#[test]
fn nothing_is_kept_of_a_topic_that_nobody_listened_to() {
    let mut topics = Topics::new(false);
    tell(&mut topics, 10);
    assert!(topics.channels.is_empty());
}

#[test]
fn a_socket_that_was_closed_without_a_word_is_found() {
    let mut topics = Topics::new(false);
    let client = Client::new();
    client.subscribe(&mut topics, None);
    client.handle.queue.close(CloseCode::Drain);
    topics.sweep(now());
    assert!(topics.of_socket.is_empty());
}

#[test]
fn after_a_loss_everyone_knows_of_the_gap_and_events_go_on_in_a_new_epoch() {
    let mut topics = Topics::new(false);
    let mut client = Client::new();
    client.subscribe(&mut topics, None);
    let begin = client.position();
    tell(&mut topics, 1);
    client.frame();
    topics.own_up(now());
    assert_eq!(client.frame()["op"], json!("gap"));
    tell(&mut topics, 1);
    let event = client.frame();
    assert_eq!(event["offset"], json!(1));
    assert_ne!(event["epoch"], json!(begin.epoch.as_str()));
}

#[test]
fn a_whisper_reaches_all_but_its_sender_and_is_not_remembered() {
    let mut topics = Topics::new(false);
    let (mut sender, mut other) = (Client::new(), Client::new());
    for client in [&mut sender, &mut other] {
        client.subscribe(&mut topics, None);
        client.frame();
    }
    let frame = Encoded::text(r#"{"op":"typing"}"#);
    let whisper = Whisper { topic: topic(), frame, except: Some(sender.handle.id) };
    topics.whisper(whisper, now());
    assert_eq!(other.frame(), json!({"op": "typing"}));
    assert_eq!(sender.next(), None);
    tell(&mut topics, 1);
    assert_eq!(offsets(&other.frames(1)), [1]);
}
