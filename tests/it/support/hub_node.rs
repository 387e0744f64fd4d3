//! A node's hub and relay on a Redis, without the house around them: what is told and what is lost is up to the test.

use std::sync::Arc;

use actix::{Actor, Addr, Arbiter};
use carebridge::actors::hub::messages::{Ack, SocketHandle, Subscribe};
use carebridge::actors::hub::shards::HubShards;
use carebridge::actors::relay::messages::{Flush, Publish};
use carebridge::actors::relay::relay::Relay;
use carebridge::bus::redis::RedisBus;
use carebridge::bus::topic_log::Depth;
use carebridge::domain::clock::{Clock, SharedClock, SystemClock};
use carebridge::domain::ids::EventId;
use carebridge::realtime::limits::{HISTORY_AGE, HISTORY_EVENTS};
use carebridge::realtime::position::Position;
use carebridge::realtime::queue::{Next, SocketWriter, socket_queue};
use carebridge::realtime::topic::Topic;
use carebridge::realtime::topic_event::TopicEvent;
use carebridge::services::live::Publication;
use carebridge::storage::pool::Database;
use serde_json::{Value, json};
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::redis::{PATIENCE, RedisServer};

pub const DEPTH: Depth = Depth { events: HISTORY_EVENTS, age: HISTORY_AGE };

/// A topic.
pub fn topic() -> Topic {
    Topic::DoctorSlots("0193a5c0-0000-7000-8000-000000000001".parse().unwrap())
}

/// An event that has not been told before.
pub fn news() -> Publish {
    let now = SystemClock.now();
    let event = TopicEvent { id: EventId::new(now), kind: "slot.taken".into(), at: now, data: json!({}) };
    Publish { event: None, publications: vec![Publication { topic: topic(), event }] }
}

/// One node, whose database is away.
pub struct HubNode {
    pub hub: HubShards,
    relay: Addr<Relay>,
}

impl HubNode {
    pub async fn start(name: &str, redis: &RedisServer) -> Self {
        let clock: SharedClock = Arc::new(SystemClock);
        let bus = RedisBus::open(&redis.url()).await.unwrap();
        let log = bus.topic_log(DEPTH);
        let hub = HubShards::start(&[Arbiter::current()], &clock, Some(&log));
        let database = Database::new("postgres://nobody@127.0.0.1:1/none", 1, Handle::current()).unwrap();
        let relay =
            Relay::new(database, hub.clone(), Arc::new(bus), Some(log), clock, name.to_owned()).start();
        Self { hub, relay }
    }

    /// Tells of something; on return Redis has it, or is away.
    pub async fn publish(&self, publish: Publish) {
        self.relay.send(publish).await.unwrap();
        self.relay.send(Flush).await.unwrap();
    }

    /// A reader of the topic, and what the subscription was answered.
    pub async fn reader(&self, since: Option<Position>) -> (Reader, Value) {
        let (queue, writer) = socket_queue();
        let socket = SocketHandle::new(queue);
        let ack = Ack::Subscribed { re: None, present: None };
        let wanted = Subscribe { topic: topic(), since, socket: socket.clone(), ack };
        self.hub.subscribe(wanted).await.unwrap();
        let mut reader = Reader { writer, _socket: socket };
        let answer = reader.frame().await;
        assert_eq!(answer["op"], "subscribed");
        (reader, answer)
    }
}

/// Whoever listens.
pub struct Reader {
    writer: SocketWriter,
    _socket: SocketHandle,
}

impl Reader {
    pub async fn frame(&mut self) -> Value {
        match timeout(PATIENCE, self.writer.next()).await.expect("a frame in time") {
            Next::Frame(frame) => serde_json::from_str(frame.as_str()).unwrap(),
            Next::Close(code) => panic!("closed: {code:?}"),
        }
    }

    /// The next frame, which must be an event: its place.
    pub async fn place(&mut self) -> Position {
        let frame = self.frame().await;
        assert_eq!(frame["op"], "event", "{frame}");
        position(&frame)
    }

    /// The next frame must be a gap.
    pub async fn gap(&mut self) {
        let frame = self.frame().await;
        assert_eq!(frame["op"], "gap", "{frame}");
    }
}

/// The place that a frame names.
pub fn position(frame: &Value) -> Position {
    serde_json::from_value(json!({ "epoch": frame["epoch"], "offset": frame["offset"] })).unwrap()
}
