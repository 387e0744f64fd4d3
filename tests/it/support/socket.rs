//! A client of the socket.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::api::Person;
use super::app::TestApp;

/// Only a test that has failed waits this long.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub hello: Value,
}

impl Socket {
    /// Opens a socket with these headers and reads its `hello`.
    pub async fn open(app: &TestApp, headers: &[(&'static str, String)]) -> Result<Self, u16> {
        let mut request = format!("ws://{}/api/v1/realtime/ws", app.address).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        match connect_async(request).await {
            Ok((stream, _)) => {
                let mut socket = Self { stream, hello: Value::Null };
                socket.hello = socket.next().await;
                assert_eq!(socket.hello["op"], "hello");
                Ok(socket)
            }
            Err(Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// A signed-in person's socket, by bearer.
    pub async fn of(app: &TestApp, person: &Person) -> Self {
        let bearer = format!("Bearer {}", person.access);
        let headers = [("authorization", bearer), ("sec-websocket-protocol", "carebridge.v1".to_owned())];
        Self::open(app, &headers).await.unwrap()
    }

    /// Nobody's socket.
    pub async fn anonymous(app: &TestApp) -> Self {
        Self::open(app, &[("sec-websocket-protocol", "carebridge.v1".to_owned())]).await.unwrap()
    }

    pub async fn send(&mut self, frame: &Value) {
        self.stream.send(Message::text(frame.to_string())).await.unwrap();
    }

    pub async fn send_text(&mut self, text: &str) {
        self.stream.send(Message::text(text)).await.unwrap();
    }

    /// The next frame; answers pings on the way.
    pub async fn next(&mut self) -> Value {
        loop {
            let message = timeout(PATIENCE, self.stream.next()).await.expect("a frame in time");
            match message.expect("the socket is open").unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Close(close) => panic!("closed: {close:?}"),
                _ => {}
            }
        }
    }

    /// The next event of this type; whatever else comes before it is passed over.
    pub async fn event(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.next().await;
            if frame["op"] == "event" && frame["type"] == kind {
                return frame;
            }
        }
    }

    /// The code that the socket is closed with.
    pub async fn close_code(&mut self) -> u16 {
        loop {
            let message = timeout(PATIENCE, self.stream.next()).await.expect("a close in time");
            match message.expect("a close frame").unwrap() {
                Message::Close(Some(close)) => return close.code.into(),
                Message::Close(None) => panic!("closed without a code"),
                _ => {}
            }
        }
    }

    /// Subscribes and answers the server's answer.
    pub async fn subscribe(&mut self, topic: &str) -> Value {
        self.send(&json!({ "id": 7, "op": "subscribe", "topic": topic })).await;
        loop {
            let frame = self.next().await;
            if frame["re"] == 7 {
                return frame;
            }
        }
    }
}
