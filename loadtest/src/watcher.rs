//! One socket on one doctor's slots.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use futures::{SinkExt, StreamExt};
use reqwest::Url;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::{ClientRequestBuilder, Error as WsError, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::seen::{Frame, Seen};

/// A socket whose subscription is confirmed.
#[derive(Debug)]
pub struct Watcher {
    socket: WebSocketStream<TcpStream>,
    seen: Seen,
}

impl Watcher {
    /// Connects, signed in with `access` if given, and subscribes. Fails with a few words on why.
    pub async fn open(base_url: &Url, access: Option<&str>, topic: &str) -> Result<Self, String> {
        let host = base_url.host_str().unwrap_or_default();
        let port = base_url.port_or_known_default().unwrap_or(80);
        let stream = TcpStream::connect((host.trim_matches(['[', ']']), port)).await.map_err(words)?;
        let uri = format!("ws://{host}:{port}/api/v1/realtime/ws");
        let mut request =
            ClientRequestBuilder::new(uri.parse().map_err(words)?).with_sub_protocol("carebridge.v1");
        if let Some(access) = access {
            request = request.with_header("Authorization", format!("Bearer {access}"));
        }
        let (mut socket, _) = client_async(request, stream).await.map_err(|error| match error {
            WsError::Http(response) => format!("answered {}", response.status().as_u16()),
            other => other.to_string(),
        })?;
        let subscribe = serde_json::json!({ "id": 1, "op": "subscribe", "topic": topic }).to_string();
        socket.send(Message::text(subscribe)).await.map_err(words)?;
        while let Some(message) = socket.next().await {
            if let Message::Text(text) = message.map_err(words)? {
                let frame: Frame<'_> = serde_json::from_str(&text).map_err(words)?;
                match &*frame.op {
                    "subscribed" => {
                        let epoch = frame.epoch.unwrap_or_default().into_owned();
                        let seen = Seen { epoch, offset: frame.offset.unwrap_or(0), ..Seen::default() };
                        return Ok(Self { socket, seen });
                    }
                    "error" => return Err(frame.code.unwrap_or_default().into_owned()),
                    _ => {}
                }
            }
        }
        Err("closed before the subscription was confirmed".to_owned())
    }

    /// Listens until `stop` says so, or the socket ends, adding each slot that it learns of to `count`.
    pub async fn listen(mut self, mut stop: watch::Receiver<bool>, count: &AtomicU64) -> Seen {
        loop {
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return self.seen,
                message = self.socket.next() => match message {
                    Some(Ok(Message::Text(text))) => {
                        if self.seen.take(&text, Instant::now()) {
                            count.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                    Some(Ok(Message::Close(frame))) => {
                        let code = frame.map_or("without a code".to_owned(), |frame| frame.code.to_string());
                        self.seen.ended = Some(format!("closed {code}"));
                        return self.seen;
                    }
                    Some(Ok(_)) => {}
                    Some(Err(error)) => {
                        self.seen.ended = Some(error.to_string());
                        return self.seen;
                    }
                    None => {
                        self.seen.ended = Some("connection lost".to_owned());
                        return self.seen;
                    }
                }
            }
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn words(error: impl ToString) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;
    use tokio_tungstenite::accept_hdr_async;
    use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};

    use super::*;

    /// A server for one socket that answers its subscription, then sends `frames`, then closes.
    async fn serve(frames: Vec<String>) -> Url {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            #[expect(clippy::result_large_err, reason = "the library's signature")]
            let take_protocol = |request: &Request, mut response: Response| {
                let protocol = request.headers()["sec-websocket-protocol"].clone();
                response.headers_mut().insert("sec-websocket-protocol", protocol);
                Ok(response)
            };
            let mut socket = accept_hdr_async(stream, take_protocol).await.unwrap();
            socket.send(Message::text(r#"{"op":"hello","node":"n","topics":[]}"#)).await.unwrap();
            let subscribe = socket.next().await.unwrap().unwrap().into_text().unwrap();
            assert!(subscribe.contains(r#""topic":"doctor:1:slots""#), "{subscribe}");
            for frame in frames {
                socket.send(Message::text(frame)).await.unwrap();
            }
            socket.close(None).await.unwrap();
            while socket.next().await.is_some() {}
        });
        url.parse().unwrap()
    }

    #[tokio::test]
    async fn a_socket_subscribes_and_hears_of_taken_slots() {
        let url = serve(vec![
            r#"{"re":1,"op":"subscribed","topic":"doctor:1:slots","epoch":"a1","offset":4,"recovered":true}"#
                .to_owned(),
            r#"{"op":"event","topic":"doctor:1:slots","epoch":"a1","offset":5,"type":"slot.taken",
               "at":"2026-11-24T08:00:00Z","data":{"starts_at":"2026-11-24T09:00:00Z","seats_left":0}}"#
                .to_owned(),
        ])
        .await;
        let (_stop, stopped) = watch::channel(false);
        let count = AtomicU64::new(0);
        let watcher = Watcher::open(&url, None, "doctor:1:slots").await.unwrap();
        let seen = watcher.listen(stopped, &count).await;
        assert_eq!((seen.taken.len(), seen.missing, seen.duplicates, seen.offset), (1, 0, 0, 5));
        assert_eq!(count.into_inner(), 1);
        assert_eq!(seen.ended.as_deref(), Some("closed without a code"));
    }

    #[tokio::test]
    async fn a_refused_subscription_says_why() {
        let url = serve(vec![r#"{"re":1,"op":"error","code":"forbidden","message":"no"}"#.to_owned()]).await;
        assert_eq!(Watcher::open(&url, None, "doctor:1:slots").await.unwrap_err(), "forbidden");
    }
}
