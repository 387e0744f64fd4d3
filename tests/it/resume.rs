//! The resume torture: while events keep coming from two publishers, clients of two nodes are cut off at every possible
//! moment and come back, to whichever node; in the end each has seen every event once and in order.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize};

use carebridge::bus::redis::RedisBus;
use carebridge::bus::topic_log::Entry;
use carebridge::domain::clock::Clock;
use carebridge::domain::ids::UserId;
use carebridge::realtime::partition::partition;
use carebridge::realtime::position::Position;
use carebridge::realtime::topic::Topic;
use chrono::{DateTime, Utc};
use futures::{SinkExt, StreamExt};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::support::app::Wishes;
use crate::support::hub_node::{DEPTH, position};
use crate::support::redis::{PATIENCE, RedisServer};

const CLIENTS: usize = 24;
const CUTS_OF_A_CLIENT: usize = 100;
/// How far the publishers may be ahead of the slowest client. Fewer events than are remembered, or a gap would be right.
const AHEAD: u64 = 150;

/// What publishers and clients know of each other.
struct Field {
    nodes: [SocketAddr; 2],
    /// The first two are for everybody.
    topics: Vec<Topic>,
    /// By topic, events that were told.
    told: Vec<AtomicU64>,
    /// By client and topic, how far the client is; topics that it does not follow are no matter.
    seen: Vec<Vec<AtomicU64>>,
    moved: watch::Sender<()>,
    /// Clients that are still being cut off.
    unsettled: AtomicUsize,
    /// Whether nothing more is told.
    done: AtomicBool,
}

impl Field {
    /// Takes the next event of a topic upon oneself, if it may be told already.
    fn take(&self, topic: usize) -> bool {
        let slowest = self.seen.iter().map(|client| client[topic].load(Relaxed)).min().unwrap_or(0);
        let take = |told| (told < slowest.saturating_add(AHEAD)).then_some(told + 1);
        self.told[topic].fetch_update(Relaxed, Relaxed, take).is_ok()
    }

    fn has_seen_all(&self, client: usize) -> bool {
        let behind = |(seen, told): (&AtomicU64, &AtomicU64)| seen.load(Relaxed) < told.load(Relaxed);
        self.done.load(Acquire) && !self.seen[client].iter().zip(&self.told).any(behind)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_cut_off_and_comes_back_misses_nothing_and_gets_nothing_twice() {
    let seed: u64 =
        std::env::var("CAREBRIDGE_SEED").map_or_else(|_| rand::random(), |seed| seed.parse().unwrap());
    println!("CAREBRIDGE_SEED={seed}");
    let redis = RedisServer::start();
    let first = Wishes::default().setting("REDIS_URL", redis.url()).spawn().await;
    let second = Wishes::default().setting("REDIS_URL", redis.url()).beside(&first).spawn().await;
    let (desk, admin) = (first.sign_in("desk").await, first.sign_in("admin").await);
    let mut topics = Vec::new();
    for kind in [Topic::DoctorSlots as fn(UserId) -> Topic, Topic::Schedule] {
        for name in ["adams", "baker"] {
            topics.push(kind(desk.doctor_id(name).await.parse().unwrap()));
        }
    }
    let followed = |client: usize| if client.is_multiple_of(3) { 2 } else { topics.len() };
    let seen = |client| {
        let start = |topic| if topic < followed(client) { 0 } else { u64::MAX };
        (0..topics.len()).map(start).map(AtomicU64::new).collect()
    };
    let field = Arc::new(Field {
        nodes: [first.address, second.address],
        told: topics.iter().map(|_| AtomicU64::new(0)).collect(),
        seen: (0..CLIENTS).map(seen).collect(),
        moved: watch::channel(()).0,
        unsettled: AtomicUsize::new(CLIENTS),
        done: AtomicBool::new(false),
        topics: topics.clone(),
    });

    let client = |number: usize| Client {
        field: field.clone(),
        number,
        rng: StdRng::seed_from_u64(seed ^ number as u64),
        bearer: [None, Some(&desk), Some(&admin)][number % 3]
            .map(|person| format!("Bearer {}", person.access)),
        places: vec![None; followed(number)],
    };
    let clients: Vec<_> = (0..CLIENTS).map(|number| tokio::spawn(client(number).run())).collect();
    let mut publishers = Vec::new();
    for number in 0..2 {
        let bus = RedisBus::open(&redis.url()).await.unwrap();
        let rng = StdRng::seed_from_u64(seed ^ (1000 + number));
        publishers.push(tokio::spawn(publish(field.clone(), bus, number, rng, first.clock.now())));
    }
    for publisher in publishers {
        publisher.await.unwrap();
    }
    field.done.store(true, Release);
    field.moved.send_replace(());
    for client in clients {
        client.await.unwrap();
    }
    let told: u64 = field.told.iter().map(|told| told.load(Relaxed)).sum();
    println!("{} cuts, {told} events in {} topics", CLIENTS * CUTS_OF_A_CLIENT, topics.len());
}

/// Tells of events until no client is cut off any more; now and then once more of an old one, as a sweep might.
async fn publish(field: Arc<Field>, bus: RedisBus, number: u64, mut rng: StdRng, pushed_at: DateTime<Utc>) {
    let log = bus.topic_log(DEPTH);
    let mut moved = field.moved.subscribe();
    let mut count: u64 = 0;
    while field.unsettled.load(Acquire) > 0 {
        let entry = |topic: Topic, id: u64| Entry {
            partition: partition(topic),
            topic: topic.key(),
            id: format!("{number}:{id}"),
            pushed_at,
            body: format!(r#"{{"type":"slot.taken","at":"2026-11-24T08:00:00Z","data":{{"n":{id}}}}}"#),
        };
        let mut entries = Vec::new();
        for (index, topic) in field.topics.iter().enumerate() {
            if rng.random_ratio(3, 4) && field.take(index) {
                count += 1;
                entries.push(entry(*topic, count));
                if rng.random_ratio(1, 10) {
                    entries.push(entry(*topic, count));
                }
            }
        }
        log.append("torture", &entries).await.unwrap();
        if entries.is_empty() {
            timeout(PATIENCE, moved.changed()).await.expect("the clients go on").unwrap();
        }
    }
}

/// Somebody with a bad connection.
struct Client {
    field: Arc<Field>,
    number: usize,
    rng: StdRng,
    bearer: Option<String>,
    /// By topic, the last event seen.
    places: Vec<Option<Position>>,
}

impl Client {
    async fn run(mut self) {
        for _ in 0..CUTS_OF_A_CLIENT {
            let frames = if self.rng.random_ratio(1, 4) { 0 } else { self.rng.random_range(1..40) };
            self.visit(Some(frames)).await;
        }
        self.field.unsettled.fetch_sub(1, Release);
        self.field.moved.send_replace(());
        while !self.field.has_seen_all(self.number) {
            self.visit(None).await;
        }
    }

    /// Comes to one of the nodes, and is cut off after so many frames, or before it has read any; without a number it
    /// stays until it has seen all.
    async fn visit(&mut self, frames: Option<usize>) {
        let node = self.field.nodes[self.rng.random_range(0..2)];
        let mut request = format!("ws://{node}/api/v1/realtime/ws").into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", "carebridge.v1".parse().unwrap());
        if let Some(bearer) = &self.bearer {
            request.headers_mut().insert("authorization", bearer.parse().unwrap());
        }
        let stream = TcpStream::connect(node).await.unwrap();
        // Cut hard: dropped, it sends a reset, whatever is on its way.
        stream.set_zero_linger().unwrap();
        let (mut socket, _) = timeout(PATIENCE, client_async(request, stream)).await.unwrap().unwrap();
        for (index, place) in self.places.iter().enumerate() {
            let subscribe =
                json!({ "id": index, "op": "subscribe", "topic": self.field.topics[index], "since": place });
            socket.send(Message::text(subscribe.to_string())).await.unwrap();
        }
        let mut moved = self.field.moved.subscribe();
        let mut left = frames;
        while left != Some(0) && !self.field.has_seen_all(self.number) {
            let message = tokio::select! {
                message = timeout(PATIENCE, socket.next()) => message.expect("a frame in time"),
                _ = moved.changed(), if frames.is_none() => continue,
            };
            match message {
                Some(Ok(Message::Text(frame))) => self.take(&serde_json::from_str(&frame).unwrap()),
                Some(Ok(Message::Ping(_))) => continue,
                // Too slow, or the oldest of too many: cut off by the server.
                Some(Ok(Message::Close(Some(close)))) if [3008, 3009].contains(&close.code.into()) => return,
                other => panic!("client {}: {other:?}", self.number),
            }
            left = left.map(|left| left - 1);
        }
    }

    fn take(&mut self, frame: &Value) {
        let number = self.number;
        match frame["op"].as_str() {
            Some("hello") => {}
            Some("subscribed") => {
                let index = usize::try_from(frame["re"].as_u64().unwrap()).unwrap();
                match &self.places[index] {
                    Some(place) => {
                        assert_eq!(frame["recovered"], true, "client {number} at {place:?}: {frame}");
                    }
                    None => self.go(index, position(frame)),
                }
            }
            Some("event") => {
                let topic = |topic: &Topic| json!(topic) == frame["topic"];
                let Some(index) = self.field.topics.iter().position(topic) else { return };
                let (seen, place) = (self.places[index].unwrap(), position(frame));
                let expected = Position { offset: seen.offset + 1, ..seen };
                assert_eq!(place, expected, "client {number}: {frame}");
                self.go(index, place);
            }
            _ => panic!("client {number}: {frame}"),
        }
    }

    fn go(&mut self, index: usize, place: Position) {
        self.places[index] = Some(place);
        self.field.seen[self.number][index].store(place.offset, Relaxed);
        self.field.moved.send_replace(());
    }
}
