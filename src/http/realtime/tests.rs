//! The socket as a client sees it, over a real connection. The database is away, so sign-ins come by ticket.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix::Arbiter;
use actix_web::{App, web};
use chrono::TimeDelta;
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderName;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use url::Url;
use utoipa_actix_web::{AppExt, scope};
use uuid::Uuid;

use crate::actors::hub::shards::HubShards;
use crate::actors::sessions::house::House;
use crate::actors::sessions::messages::Credential;
use crate::actors::sessions::watches;
use crate::app::listening;
use crate::bus::in_process::InProcessBus;
use crate::cache::in_process::InProcessCache;
use crate::domain::clock::{Clock, SharedClock, SystemClock};
use crate::domain::ids::{SessionId, UserId};
use crate::domain::principals::Caller;
use crate::domain::roles::Role;
use crate::http::browser::Browser;
use crate::http::realtime::census::Census;
use crate::http::realtime::door::Door;
use crate::http::realtime::routes;
use crate::http::realtime::tickets::Tickets;
use crate::realtime::limits::{CLIENT_FRAMES_PER_SECOND, FRAME_BYTES, TOPICS_PER_SOCKET};

mod hostile;
mod stalled;

/// Anonymous sockets of one address, and all sockets.
const PER_ADDRESS: usize = 3;
const MOST: usize = 4;

struct Server {
    address: SocketAddr,
    door: Door,
    hub: HubShards,
}

impl Server {
    fn start() -> Self {
        let clock: SharedClock = Arc::new(SystemClock);
        let hub = HubShards::start(&[Arbiter::current()], &clock, None);
        let house = House::detached(hub.clone(), clock.clone(), Arc::new(|_| Box::pin(async { None })));
        let bus = Arc::new(InProcessBus::default());
        let door = Door {
            sessions: watches::open(&[Arbiter::current()], house, Some(PER_ADDRESS), bus),
            tickets: Tickets::new(Arc::new(InProcessCache::new(clock))),
            census: Census::new(MOST),
            browser: Browser::new(&Url::parse("https://care.example").unwrap()),
        };
        let data = web::Data::new(door.clone());
        let app = move || {
            let app = App::new().app_data(data.clone()).into_utoipa_app();
            app.service(scope("/api/v1").configure(routes::routes)).into_app()
        };
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        actix_web::rt::spawn(listening::listen(listener, 1, None, app).unwrap());
        Self { address, door, hub }
    }

    async fn ticket(&self) -> String {
        let caller = Caller {
            user_id: UserId(Uuid::from_u128(1)),
            role: Role::Patient,
            session_id: SessionId(Uuid::from_u128(2)),
            clinics: Vec::new(),
        };
        let expires_at = SystemClock.now() + TimeDelta::minutes(10);
        self.door.tickets.issue(Credential { caller, expires_at }).await.unwrap()
    }

    async fn open(&self, headers: &[(&str, &str)]) -> Result<Client, u16> {
        let mut request = format!("ws://{}/api/v1/realtime/ws", self.address).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        match connect_async(request).await {
            Ok((stream, response)) => {
                let protocol = response.headers().get("sec-websocket-protocol");
                assert_eq!(protocol.map(|value| value.to_str().unwrap()), Some("carebridge.v1"));
                Ok(Client { stream })
            }
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    async fn visit(&self) -> Client {
        let mut client = self.open(&[PROTOCOL]).await.unwrap();
        assert_eq!(client.frame().await["op"], "hello");
        client
    }
}

const PROTOCOL: (&str, &str) = ("sec-websocket-protocol", "carebridge.v1");

struct Client {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Client {
    async fn send(&mut self, message: Message) {
        self.stream.send(message).await.unwrap();
    }

    async fn say(&mut self, frame: Value) {
        self.send(Message::text(frame.to_string())).await;
    }

    async fn frame(&mut self) -> Value {
        match self.stream.next().await.unwrap().unwrap() {
            Message::Text(text) => serde_json::from_str(&text).unwrap(),
            other => panic!("no frame but {other:?}"),
        }
    }

    async fn close_code(&mut self) -> u16 {
        loop {
            if let Message::Close(frame) = self.stream.next().await.unwrap().unwrap() {
                return frame.unwrap().code.into();
            }
        }
    }
}

#[actix_web::test]
async fn nobody_gets_a_hello_and_answers() {
    let server = Server::start();
    let mut client = server.open(&[PROTOCOL]).await.unwrap();
    assert_eq!(
        client.frame().await,
        json!({"op": "hello", "node": "n1", "user": null, "heartbeat_s": 25, "topics": [], "unread": null})
    );
    client.say(json!({"id": 1, "op": "ping"})).await;
    assert_eq!(client.frame().await["op"], "pong");
    client.say(json!({"id": 2, "op": "dance"})).await;
    assert_eq!(client.frame().await["code"], "unknown_op");
    client.say(json!({"id": 3, "op": "subscribe", "topic": "user"})).await;
    let refused = client.frame().await;
    assert_eq!((&refused["re"], &refused["code"]), (&json!(3), &json!("unauthenticated")));
}

#[actix_web::test]
async fn a_ticket_opens_one_socket() {
    let server = Server::start();
    let offer = format!("carebridge.v1, carebridge.ticket.{}", server.ticket().await);
    let offer = [("sec-websocket-protocol", offer.as_str())];
    let mut client = server.open(&offer).await.unwrap();
    let hello = client.frame().await;
    assert_eq!(hello["user"], json!(UserId(Uuid::from_u128(1))));
    assert_eq!(hello["topics"][0]["topic"], "user");
    assert_eq!(server.open(&offer).await.err(), Some(401));
}

#[actix_web::test]
async fn who_may_not_is_told_before_the_upgrade() {
    let server = Server::start();
    assert_eq!(server.open(&[PROTOCOL, ("origin", "https://evil.example")]).await.err(), Some(403));
    assert!(server.open(&[PROTOCOL, ("origin", "https://care.example")]).await.is_ok());
    let url = format!("http://{}/api/v1/realtime/ws", server.address);
    assert_eq!(reqwest::get(url).await.unwrap().status().as_u16(), 426);
}

#[actix_web::test]
async fn an_address_and_the_node_have_so_many_sockets_and_no_more() {
    let server = Server::start();
    let mut visitors = Vec::new();
    for _ in 0..PER_ADDRESS {
        visitors.push(server.visit().await);
    }
    assert_eq!(server.open(&[PROTOCOL]).await.err(), Some(429));
    let offer = format!("carebridge.v1, carebridge.ticket.{}", server.ticket().await);
    let _user = server.open(&[("sec-websocket-protocol", &offer)]).await.unwrap();
    assert_eq!(server.open(&[PROTOCOL]).await.err(), Some(503));
    assert_eq!(server.door.census.open(), MOST);
}

#[actix_web::test]
async fn what_is_not_the_protocol_closes_the_socket() {
    let server = Server::start();
    let too_large = " ".repeat(FRAME_BYTES + 1);
    for message in [Message::text("hello"), Message::binary(vec![1]), Message::text(too_large)] {
        let mut client = server.visit().await;
        client.send(message).await;
        assert_eq!(client.close_code().await, 3502);
    }
}

#[actix_web::test]
async fn a_client_that_says_too_much_is_closed() {
    let server = Server::start();
    let mut client = server.visit().await;
    let burst = CLIENT_FRAMES_PER_SECOND as usize + TOPICS_PER_SOCKET;
    for _ in 0..burst * 2 {
        client.stream.feed(Message::text(r#"{"op":"dance"}"#)).await.unwrap();
    }
    client.stream.flush().await.unwrap();
    assert_eq!(client.close_code().await, 3502);
}

#[actix_web::test]
async fn a_stopping_node_says_bye() {
    let server = Server::start();
    let mut client = server.visit().await;
    server.door.sessions.drain().await;
    assert_eq!(client.frame().await["op"], "bye");
    assert_eq!(client.close_code().await, 3001);
    server.door.census.emptied().await;
    assert_eq!(server.open(&[PROTOCOL]).await.err(), Some(503));
}
