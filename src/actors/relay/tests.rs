//! Nodes without Redis, whose database is away.

use std::sync::Arc;

use actix::{Actor, Addr, Arbiter};
use serde_json::{Value, json};
use tokio::runtime::Handle;

use crate::actors::hub::messages::{Ack, SocketHandle, Subscribe};
use crate::actors::hub::shards::HubShards;
use crate::actors::relay::messages::{Flush, Publish, Whisper};
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
        let hub = HubShards::start(&[Arbiter::current()], &clock, None);
        let database = Database::new("postgres://nobody@127.0.0.1:1/none", 1, Handle::current()).unwrap();
        let relay = Relay::new(database, hub.clone(), bus, None, clock, name.to_owned()).start();
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
async fn an_event_is_told_once_and_in_order() {
    let mut node = Node::start("here", Arc::new(InProcessBus::default())).await;
    let events = [publish(), publish(), publish()];
    for event in events.iter().chain(&events) {
        node.relay.send(event.clone()).await.unwrap();
    }
    node.relay.send(publish()).await.unwrap();
    for offset in 1..=4 {
        assert_eq!(node.frame().await["offset"], offset);
    }
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
