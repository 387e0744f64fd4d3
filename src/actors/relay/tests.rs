//! Two nodes on one bus, whose database is away.

use std::sync::Arc;

use actix::{Actor, Addr, Arbiter};
use bytes::Bytes;
use serde_json::{Value, json};
use tokio::runtime::Handle;

use crate::actors::hub::messages::{Ack, SocketHandle, Subscribe};
use crate::actors::hub::shards::HubShards;
use crate::actors::relay::messages::{Flush, Publish, Whisper};
use crate::actors::relay::parcel::{CHANNEL, Parcel};
use crate::actors::relay::relay::Relay;
use crate::bus::contract::Bus;
use crate::bus::in_process::InProcessBus;
use crate::domain::clock::{Clock, SharedClock, SystemClock};
use crate::domain::ids::EventId;
use crate::realtime::queue::{Next, SocketWriter, socket_queue};
use crate::realtime::topic::Topic;
use crate::realtime::topic_event::TopicEvent;
use crate::services::live::Publication;
use crate::storage::pool::Database;

fn topic() -> Topic {
    Topic::DoctorSlots("0193a5c0-0000-7000-8000-000000000001".parse().unwrap())
}

fn publish() -> Publish {
    let now = SystemClock.now();
    let event = TopicEvent { id: EventId::new(now), kind: "slot.taken".into(), at: now, data: json!({}) };
    Publish { event: None, publications: vec![Publication { topic: topic(), event }] }
}

struct Node {
    relay: Addr<Relay>,
    reader: SocketWriter,
    socket: SocketHandle,
}

impl Node {
    /// A node with one reader of the topic; on return it listens to the bus.
    async fn start(name: &str, bus: Arc<dyn Bus>) -> Self {
        let clock: SharedClock = Arc::new(SystemClock);
        let hub = HubShards::start(&[Arbiter::current()], &clock);
        let database = Database::new("postgres://nobody@127.0.0.1:1/none", 1, Handle::current()).unwrap();
        let relay = Relay::new(database, hub.clone(), bus, clock, name.to_owned()).start();
        relay.send(Flush).await.unwrap();
        let (queue, reader) = socket_queue();
        let socket = SocketHandle::new(queue);
        let ack = Ack::Subscribed { re: None, present: None };
        let wanted = Subscribe { topic: topic(), since: None, socket: socket.clone(), ack };
        hub.subscribe(wanted).await.unwrap();
        let mut node = Self { relay, reader, socket };
        assert_eq!(node.frame().await["op"], "subscribed");
        node
    }

    async fn frame(&mut self) -> Value {
        match self.reader.next().await {
            Next::Frame(frame) => serde_json::from_str(frame.as_str()).unwrap(),
            Next::Close(code) => panic!("closed: {code:?}"),
        }
    }
}

#[actix::test]
async fn an_event_is_told_once_on_every_node() {
    let bus: Arc<dyn Bus> = Arc::new(InProcessBus::default());
    let mut here = Node::start("here", bus.clone()).await;
    let mut there = Node::start("there", bus).await;
    for _ in 0..3 {
        here.relay.send(publish()).await.unwrap();
    }
    there.relay.send(publish()).await.unwrap();
    for node in [&mut here, &mut there] {
        let mut offsets = Vec::new();
        for _ in 0..4 {
            offsets.push(node.frame().await["offset"].as_u64().unwrap());
        }
        assert_eq!(offsets, [1, 2, 3, 4]);
    }
}

#[actix::test]
async fn a_repeat_from_another_node_is_dropped() {
    let bus: Arc<dyn Bus> = Arc::new(InProcessBus::default());
    let mut here = Node::start("here", bus.clone()).await;
    let there = Node::start("there", bus).await;
    let event = publish();
    here.relay.send(event.clone()).await.unwrap();
    there.relay.send(event).await.unwrap();
    there.relay.send(Flush).await.unwrap();
    there.relay.send(publish()).await.unwrap();
    assert_eq!(here.frame().await["offset"], 1);
    assert_eq!(here.frame().await["offset"], 2);
}

#[actix::test]
async fn a_hole_on_the_way_is_a_gap_for_the_readers() {
    let bus: Arc<dyn Bus> = Arc::new(InProcessBus::default());
    let mut here = Node::start("here", bus.clone()).await;
    let parcel = Parcel { node: "elsewhere".into(), missed: true, carried: Vec::new() };
    bus.publish(CHANNEL, parcel.write()).await.unwrap();
    assert_eq!(here.frame().await["op"], "gap");
    bus.publish(CHANNEL, Bytes::from_static(b"not ours")).await.unwrap();
    assert_eq!(here.frame().await["op"], "gap");
    here.relay.send(publish()).await.unwrap();
    assert_eq!(here.frame().await["offset"], 1);
}

#[actix::test]
async fn a_whisper_is_heard_on_every_node_but_not_by_whoever_it_came_from() {
    let bus: Arc<dyn Bus> = Arc::new(InProcessBus::default());
    let mut here = Node::start("here", bus.clone()).await;
    let mut there = Node::start("there", bus).await;
    let frame = r#"{"op":"typing"}"#.to_owned();
    here.relay.send(Whisper { topic: topic(), frame, except: Some(here.socket.id) }).await.unwrap();
    assert_eq!(there.frame().await, json!({"op": "typing"}));
    here.relay.send(publish()).await.unwrap();
    assert_eq!(here.frame().await["op"], "event");
}
