//! Sockets of users and visitors, on a clock that the test drives and without a database.

use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use actix::Arbiter;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::actors::hub::shards::HubShards;
use crate::actors::sessions::attached::Attached;
use crate::actors::sessions::house::{House, VerifyToken};
use crate::actors::sessions::messages::{AttachError, Credential};
use crate::actors::sessions::sessions::Sessions;
use crate::actors::sessions::watches;
use crate::bus::in_process::InProcessBus;
use crate::domain::clock::{Clock, SharedClock};
use crate::domain::ids::{EventId, SessionId, UserId};
use crate::domain::principals::Caller;
use crate::domain::roles::Role;
use crate::realtime::close::CloseCode;
use crate::realtime::frame_in::ClientFrame;
use crate::realtime::limits::SOCKETS_PER_USER;
use crate::realtime::queue::{Next, SocketWriter, socket_queue};
use crate::realtime::topic::Topic;
use crate::realtime::topic_event::TopicEvent;
use crate::services::live::Publication;

const DOCTOR: &str = "0193a5c0-0000-7000-8000-000000000001";

#[derive(Debug)]
struct Driven(Mutex<DateTime<Utc>>);

impl Clock for Driven {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

/// One node, whose database is away.
struct Node {
    sessions: Sessions,
    hub: HubShards,
    clock: Arc<Driven>,
}

impl Node {
    fn start() -> Self {
        let clock = Arc::new(Driven(Mutex::new("2026-11-24T08:00:00Z".parse().unwrap())));
        let shared: SharedClock = clock.clone();
        let hub = HubShards::start(&[Arbiter::current(), Arbiter::current()], &shared, None);
        let verify: VerifyToken = Arc::new(|token| {
            let renewed = token.parse().ok().map(|seconds| credential(7, seconds));
            Box::pin(async { renewed })
        });
        let house = House::detached(hub.clone(), shared, verify);
        let bus = Arc::new(InProcessBus::default());
        let sessions = watches::open(&[Arbiter::current()], house, Some(2), bus);
        Self { sessions, hub, clock }
    }

    fn advance(&self, by: TimeDelta) {
        *self.clock.0.lock().unwrap() += by;
    }

    async fn attach(&self, credential: Credential) -> Client {
        let (queue, writer) = socket_queue();
        Client { attached: self.sessions.attach_user(credential, queue).await.unwrap(), writer }
    }

    async fn visit(&self, address: &str) -> Result<Client, AttachError> {
        let (queue, writer) = socket_queue();
        let address: IpAddr = address.parse().unwrap();
        let attached = self.sessions.attach_visitor(address, queue).await?;
        Ok(Client { attached, writer })
    }
}

/// A sign-in of user 1, by this session and for so many seconds.
fn credential(session: u128, seconds: i64) -> Credential {
    let caller = Caller {
        user_id: user(),
        role: Role::Patient,
        session_id: SessionId(Uuid::from_u128(session)),
        clinics: Vec::new(),
    };
    let start: DateTime<Utc> = "2026-11-24T08:00:00Z".parse().unwrap();
    Credential { caller, expires_at: start + TimeDelta::seconds(seconds) }
}

fn user() -> UserId {
    UserId(Uuid::from_u128(1))
}

struct Client {
    attached: Attached,
    writer: SocketWriter,
}

impl Client {
    async fn say(&self, frame: Value) {
        let frame = ClientFrame::parse(&frame.to_string()).unwrap();
        assert!(self.attached.hand_in(frame).await);
    }

    async fn frame(&mut self) -> Value {
        match self.writer.next().await {
            Next::Frame(frame) => serde_json::from_str(frame.as_str()).unwrap(),
            Next::Close(code) => panic!("closed: {code:?}"),
        }
    }

    async fn close(&mut self) -> CloseCode {
        loop {
            if let Next::Close(code) = self.writer.next().await {
                return code;
            }
        }
    }
}

#[actix::test]
async fn hello_comes_first_and_the_users_own_events_follow() {
    let node = Node::start();
    let mut client = node.attach(credential(1, 600)).await;
    let hello = client.frame().await;
    assert_eq!(hello["op"], "hello");
    assert_eq!((&hello["node"], &hello["user"]), (&json!("n1"), &json!(user())));
    assert_eq!((&hello["topics"][0]["topic"], &hello["topics"][0]["offset"]), (&json!("user"), &json!(0)));
    assert_eq!(hello["unread"], Value::Null, "the database is away");

    let now = node.clock.now();
    let event =
        TopicEvent { id: EventId::new(now), kind: "notification.created".into(), at: now, data: json!({}) };
    node.hub.deliver(vec![Publication { topic: Topic::User(user()), event }]);
    let event = client.frame().await;
    assert_eq!((&event["op"], &event["offset"]), (&json!("event"), &json!(1)));
    assert_eq!(event["epoch"], hello["topics"][0]["epoch"]);
}

#[actix::test]
async fn a_socket_ends_with_its_credential() {
    let node = Node::start();
    let mut short = node.attach(credential(1, 60)).await;
    let long = node.attach(credential(1, 61)).await;
    node.advance(TimeDelta::seconds(60));
    assert_eq!(short.close().await, CloseCode::CredentialExpired);
    assert!(!long.attached.queue().is_closed());
}

#[actix::test]
async fn a_refreshed_credential_keeps_the_socket_and_a_bad_token_does_not_end_it() {
    let node = Node::start();
    let mut client = node.attach(credential(1, 60)).await;
    let mut other = node.attach(credential(1, 90)).await;
    client.frame().await;
    client.say(json!({"id": 1, "op": "refresh", "token": "bad"})).await;
    let refused = client.frame().await;
    assert_eq!((&refused["re"], &refused["code"]), (&json!(1), &json!("invalid_token")));
    client.say(json!({"id": 2, "op": "refresh", "token": "120"})).await;
    assert_eq!(
        client.frame().await,
        json!({"re": 2, "op": "refreshed", "expires_at": "2026-11-24T08:02:00Z"})
    );
    node.advance(TimeDelta::seconds(90));
    assert_eq!(other.close().await, CloseCode::CredentialExpired);
    assert!(!client.attached.queue().is_closed());
}

#[actix::test]
async fn signing_out_closes_the_sockets_of_that_sign_in_only() {
    let node = Node::start();
    let mut gone = node.attach(credential(1, 600)).await;
    let stays = node.attach(credential(2, 600)).await;
    node.sessions.end_sign_ins(&[SessionId(Uuid::from_u128(1))]).await;
    assert_eq!(gone.close().await, CloseCode::CredentialExpired);
    assert!(!stays.attached.queue().is_closed());
}

#[actix::test]
async fn the_oldest_socket_yields_to_one_too_many() {
    let node = Node::start();
    let mut clients = Vec::new();
    for _ in 0..=SOCKETS_PER_USER {
        clients.push(node.attach(credential(1, 600)).await);
    }
    assert_eq!(clients[0].close().await, CloseCode::Replaced);
    assert!(clients[1..].iter().all(|client| !client.attached.queue().is_closed()));
}

#[actix::test]
async fn a_user_who_left_may_come_back() {
    let node = Node::start();
    for _ in 0..3 {
        let mut client = node.attach(credential(1, 600)).await;
        assert_eq!(client.frame().await["op"], "hello");
    }
}

#[actix::test]
async fn without_a_database_a_subscription_is_refused_for_now() {
    let node = Node::start();
    let mut client = node.attach(credential(1, 600)).await;
    client.frame().await;
    client.say(json!({"id": 3, "op": "subscribe", "topic": format!("schedule:{DOCTOR}")})).await;
    let refused = client.frame().await;
    assert_eq!((&refused["code"], &refused["temporary"]), (&json!("unavailable"), &json!(true)));
}

#[actix::test]
async fn ones_own_topic_can_be_resumed_and_left() {
    let node = Node::start();
    let mut client = node.attach(credential(1, 600)).await;
    let at = client.frame().await["topics"][0].clone();
    let since = json!({"epoch": at["epoch"], "offset": at["offset"]});
    client.say(json!({"id": 4, "op": "subscribe", "topic": "user", "since": since})).await;
    assert_eq!(client.frame().await["recovered"], json!(true));
    client.say(json!({"id": 5, "op": "unsubscribe", "topic": "user"})).await;
    assert_eq!(client.frame().await, json!({"re": 5, "op": "unsubscribed", "topic": "user"}));
}

#[actix::test]
async fn visitors_may_have_public_topics_only() {
    let node = Node::start();
    let mut visitor = node.visit("203.0.113.9").await.unwrap();
    let hello = visitor.frame().await;
    assert_eq!(
        (&hello["user"], &hello["unread"], &hello["topics"]),
        (&Value::Null, &Value::Null, &json!([]))
    );
    for topic in ["user".to_owned(), format!("schedule:{DOCTOR}")] {
        visitor.say(json!({"id": 1, "op": "subscribe", "topic": topic})).await;
        assert_eq!(visitor.frame().await["code"], "unauthenticated");
    }
    visitor.say(json!({"id": 2, "op": "subscribe", "topic": "nothing"})).await;
    assert_eq!(visitor.frame().await["code"], "unknown_topic");
    visitor.say(json!({"id": 3, "op": "ping"})).await;
    assert_eq!(visitor.frame().await, json!({"re": 3, "op": "pong", "at": "2026-11-24T08:00:00Z"}));
}

#[actix::test]
async fn an_address_has_so_many_anonymous_sockets_and_gets_them_back() {
    let node = Node::start();
    let first = node.visit("2001:db8::1").await.unwrap();
    let _second = node.visit("2001:db8::2").await.unwrap();
    assert_eq!(node.visit("2001:db8::3").await.err(), Some(AttachError::TooManyFromAddress));
    assert!(node.visit("203.0.113.9").await.is_ok());
    drop(first);
    assert!(node.visit("2001:db8::3").await.is_ok());
}

#[actix::test]
async fn a_stopping_node_says_when_to_come_back_and_takes_nobody_else() {
    let node = Node::start();
    let mut user = node.attach(credential(1, 600)).await;
    let mut visitor = node.visit("203.0.113.9").await.unwrap();
    user.frame().await;
    visitor.frame().await;
    node.sessions.drain().await;
    for client in [&mut user, &mut visitor] {
        let bye = client.frame().await;
        assert_eq!(bye["op"], "bye");
        assert!((500..=10_000).contains(&bye["reconnect_after_ms"].as_u64().unwrap()));
        assert_eq!(client.close().await, CloseCode::Drain);
    }
    assert_eq!(node.visit("203.0.113.9").await.err(), Some(AttachError::Draining));
}
