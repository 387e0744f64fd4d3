//! One socket on one doctor's slots, and what it was told.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use chrono::{DateTime, Utc};
use futures::{SinkExt, StreamExt};
use reqwest::Url;
use serde::Deserialize;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::{ClientRequestBuilder, Error as WsError, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

/// What a socket was told of its topic.
#[derive(Debug, Default, PartialEq)]
pub struct Seen {
    /// When each slot's `slot.taken` arrived for the first time.
    pub taken: HashMap<DateTime<Utc>, Instant>,
    /// Offsets that were jumped over.
    pub missing: u64,
    /// Offsets, or slots, that came again.
    pub duplicates: u64,
    /// `gap` frames: the server's own word for a hole.
    pub gaps: u64,
    /// How often the epoch changed.
    pub epochs: u64,
    /// Why the socket ended before its time, if it did.
    pub ended: Option<String>,
    /// The epoch that `offset` belongs to.
    pub epoch: String,
    /// The newest offset.
    pub offset: u64,
}

/// A socket whose subscription is confirmed.
#[derive(Debug)]
pub struct Watcher {
    socket: WebSocketStream<TcpStream>,
    seen: Seen,
}

#[derive(Debug, Deserialize)]
struct Frame<'a> {
    #[serde(borrow)]
    op: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    epoch: Option<Cow<'a, str>>,
    offset: Option<u64>,
    #[serde(borrow)]
    code: Option<Cow<'a, str>>,
    data: Option<SlotData>,
}

#[derive(Debug, Deserialize)]
struct SlotData {
    starts_at: Option<DateTime<Utc>>,
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

impl Seen {
    /// Takes in a frame that arrived at `at`; whether it told of a slot that was not known to be taken.
    fn take(&mut self, text: &str, at: Instant) -> bool {
        let Ok(frame) = serde_json::from_str::<Frame<'_>>(text) else { return false };
        match &*frame.op {
            "gap" => {
                self.gaps += 1;
                false
            }
            "event" => {
                self.follow(frame.epoch.as_deref(), frame.offset);
                let slot = frame.data.and_then(|data| data.starts_at);
                match slot {
                    Some(slot) if frame.kind.as_deref() == Some("slot.taken") => self.learn(slot, at),
                    _ => false,
                }
            }
            _ => false,
        }
    }

    fn learn(&mut self, slot: DateTime<Utc>, at: Instant) -> bool {
        if self.taken.contains_key(&slot) {
            self.duplicates += 1;
            return false;
        }
        self.taken.insert(slot, at);
        true
    }

    fn follow(&mut self, epoch: Option<&str>, offset: Option<u64>) {
        if let Some(epoch) = epoch
            && epoch != self.epoch
        {
            epoch.clone_into(&mut self.epoch);
            self.epochs += 1;
            self.offset = offset.unwrap_or(0);
            return;
        }
        let Some(offset) = offset else { return };
        if offset <= self.offset {
            self.duplicates += 1;
        } else {
            self.missing += offset - self.offset - 1;
            self.offset = offset;
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn words(error: impl ToString) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(offset: u64, hour: u32) -> String {
        format!(
            r#"{{"op":"event","topic":"doctor:1:slots","epoch":"a1","offset":{offset},"type":"slot.taken",
               "at":"2026-11-24T08:00:00Z","data":{{"doctor_id":"1","starts_at":"2026-11-24T{hour:02}:00:00Z"}}}}"#
        )
    }

    fn seen() -> Seen {
        Seen { epoch: "a1".to_owned(), offset: 123, ..Seen::default() }
    }

    #[test]
    fn events_in_order_have_no_hole() {
        let mut seen = seen();
        assert!(seen.take(&event(124, 8), Instant::now()));
        assert!(seen.take(&event(125, 9), Instant::now()));
        assert_eq!((seen.taken.len(), seen.missing, seen.duplicates, seen.epochs), (2, 0, 0, 0));
    }

    #[test]
    fn holes_and_repeats_are_counted() {
        let mut seen = seen();
        seen.take(&event(124, 8), Instant::now());
        seen.take(&event(127, 9), Instant::now());
        assert!(!seen.take(&event(127, 9), Instant::now()));
        seen.take(r#"{"op":"gap","topic":"doctor:1:slots"}"#, Instant::now());
        // The repeat is one of offset and of slot.
        assert_eq!((seen.missing, seen.duplicates, seen.gaps), (2, 2, 1));
    }

    #[test]
    fn a_new_epoch_begins_anew() {
        let mut seen = seen();
        seen.take(&event(1, 8).replace("a1", "b7"), Instant::now());
        seen.take(&event(2, 9).replace("a1", "b7"), Instant::now());
        assert_eq!((seen.missing, seen.duplicates, seen.epochs, seen.taken.len()), (0, 0, 1, 2));
    }

    #[test]
    fn other_frames_say_nothing_of_slots() {
        let mut seen = seen();
        assert!(!seen.take(r#"{"op":"hello","node":"n","heartbeat_s":25,"topics":[]}"#, Instant::now()));
        assert!(!seen.take("not json", Instant::now()));
        assert!(!seen.take(&event(124, 8).replace("slot.taken", "slot.freed"), Instant::now()));
        assert_eq!((seen.taken.len(), seen.missing), (0, 0));
    }
}
