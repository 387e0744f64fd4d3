//! One connection: opened, spoken over, and watched for silence.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::json;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use crate::realtime::ended::Ended;
use crate::realtime::endpoint::{Credential, Endpoint};
use crate::realtime::following::Position;
use crate::realtime::frame::Frame;

/// An upgrade may take this long.
const OPEN_WITHIN: Duration = Duration::from_secs(10);
/// Between two pings, until `hello` says how often they come.
const HEARTBEAT: Duration = Duration::from_secs(25);
/// A ping may be so late before the server counts as gone.
const LATE: Duration = Duration::from_secs(10);
/// Thousands of sockets with the library's 128 KiB each would be no load test but one of memory.
const BUFFER: usize = 4 * 1024;

/// An open connection. Pings are answered while [`Link::next`] is awaited.
#[derive(Debug)]
pub struct Link {
    socket: WebSocketStream<TcpStream>,
    silence: Duration,
    last_id: u64,
}

impl Link {
    /// Connects and upgrades.
    ///
    /// # Errors
    /// `NoConnection`, `Refused` or `Lost`.
    pub async fn open(endpoint: &Endpoint, credential: &Credential) -> Result<Self, Ended> {
        let opening = async {
            let stream = TcpStream::connect(endpoint.address())
                .await
                .map_err(|error| Ended::NoConnection(error.kind().to_string()))?;
            let config = WebSocketConfig::default().read_buffer_size(BUFFER).write_buffer_size(0);
            let request = endpoint.request(credential);
            Ok(client_async_with_config(request, stream, Some(config)).await?)
        };
        let opened: Result<_, Ended> = timeout(OPEN_WITHIN, opening).await.unwrap_or(Err(Ended::Silent));
        let (socket, _) = opened?;
        Ok(Self { socket, silence: HEARTBEAT + LATE, last_id: 0 })
    }

    /// Asks for a topic's events, from `since` on; the answer is among what [`Link::next`] gives.
    ///
    /// # Errors
    /// `Lost`.
    pub async fn subscribe(&mut self, topic: &str, since: Option<&Position>) -> Result<u64, Ended> {
        let mut frame = json!({ "op": "subscribe", "topic": topic });
        if let Some(since) = since {
            frame["since"] = json!(since);
        }
        self.ask(frame).await
    }

    /// Asks for a sign of life; the answer is among what [`Link::next`] gives.
    ///
    /// # Errors
    /// `Lost`.
    pub async fn ping(&mut self) -> Result<u64, Ended> {
        self.ask(json!({ "op": "ping" })).await
    }

    /// The next frame's text.
    ///
    /// # Errors
    /// `Closed`, `Lost`, or `Silent` where not even a ping came. Cancel-safe.
    pub async fn next(&mut self) -> Result<Utf8Bytes, Ended> {
        loop {
            let heard = timeout(self.silence, self.socket.next()).await.map_err(|_| Ended::Silent)?;
            match heard {
                Some(Ok(Message::Text(text))) => return Ok(text),
                Some(Ok(Message::Close(frame))) => {
                    return Err(Ended::Closed(frame.map(|frame| frame.code.into())));
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.into()),
                None => return Err(Ended::Lost("end of stream".to_owned())),
            }
        }
    }

    /// Lets pass between two pings what `hello` says.
    pub fn heed(&mut self, hello: &Frame<'_>) {
        if let Some(seconds) = hello.heartbeat_s {
            self.silence = Duration::from_secs(seconds) + LATE;
        }
    }

    async fn ask(&mut self, mut frame: serde_json::Value) -> Result<u64, Ended> {
        self.last_id += 1;
        frame["id"] = json!(self.last_id);
        self.socket.send(Message::text(frame.to_string())).await?;
        Ok(self.last_id)
    }
}
