//! A socket's frames as Server-Sent Events (WHATWG HTML §9.2): the same JSON texts, each with the id to resume from.

use std::collections::{HashSet, VecDeque};
use std::convert::Infallible;

use actix_web::web::Bytes;
use futures::Stream;
use futures::stream::unfold;
use serde::Deserialize;
use tokio::time::timeout;

use crate::actors::sessions::attached::Attached;
use crate::http::realtime::census::Place;
use crate::http::realtime::last_event_id::LastEventId;
use crate::realtime::close::CloseCode;
use crate::realtime::encoded::Encoded;
use crate::realtime::limits::PING_EVERY;
use crate::realtime::position::{Epoch, Position};
use crate::realtime::queue::{Next, SocketWriter};

/// A comment, so that whatever stands between keeps the connection.
const PING: &[u8] = b": ping\n\n";

/// What a frame says of the reader's place.
#[derive(Debug, Deserialize)]
pub(super) struct Told {
    /// What kind of frame it is.
    pub(super) op: String,
    /// Which of our frames it answers.
    pub(super) re: Option<u64>,
    topic: Option<String>,
    epoch: Option<Epoch>,
    offset: Option<u64>,
    #[serde(default)]
    topics: Vec<Announced>,
    reconnect_after_ms: Option<u64>,
    /// Of an error.
    pub(super) code: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Announced {
    topic: String,
    epoch: Epoch,
    offset: u64,
}

impl Told {
    /// Reads a frame of ours.
    pub(super) fn read(frame: &Encoded) -> Option<Self> {
        serde_json::from_str(frame.as_str()).ok()
    }
}

/// One reader: where they are, and what they have not been sent.
pub(super) struct Reader {
    pub(super) writer: SocketWriter,
    /// Tells the session that the reader is gone, once dropped.
    _attached: Attached,
    _place: Place,
    at: LastEventId,
    /// Topics whose replay has not begun: what comes of them before it is in it.
    awaited: HashSet<String>,
    ready: VecDeque<Bytes>,
    ended: bool,
}

impl Reader {
    /// A reader who comes back from `at`, and waits for the replay of these topics.
    pub(super) fn new(
        writer: SocketWriter,
        attached: Attached,
        place: Place,
        at: LastEventId,
        awaited: HashSet<String>,
    ) -> Self {
        Self { writer, _attached: attached, _place: place, at, awaited, ready: VecDeque::new(), ended: false }
    }

    /// Takes a frame: what the reader is sent of it waits in its order.
    pub(super) fn take(&mut self, frame: &Encoded, told: Told) {
        let mut retry = None;
        match (told.op.as_str(), told.topic, told.epoch, told.offset) {
            ("event", Some(topic), Some(epoch), Some(offset)) => {
                if self.awaited.contains(&topic) {
                    return;
                }
                self.at.move_to(&topic, Position { epoch, offset });
            }
            // The replay follows, and each of its events moves the reader on; without one they are where the topic is.
            ("subscribed", Some(topic), Some(epoch), Some(offset)) => {
                let resumed = self.awaited.remove(&topic)
                    && self.at.of(&topic).is_some_and(|at| at.epoch == epoch && at.offset <= offset);
                if !resumed {
                    self.at.move_to(&topic, Position { epoch, offset });
                }
            }
            ("hello", ..) => {
                for Announced { topic, epoch, offset } in told.topics {
                    if !self.awaited.contains(&topic) {
                        self.at.move_to(&topic, Position { epoch, offset });
                    }
                }
            }
            ("bye", ..) => retry = told.reconnect_after_ms,
            _ => {}
        }
        let retry = retry.map(|ms| format!("retry: {ms}\n")).unwrap_or_default();
        let text = format!("{retry}id: {}\ndata: {}\n\n", self.at, frame.as_str());
        self.ready.push_back(text.into());
    }

    fn close(&mut self, code: CloseCode) {
        self.ended = true;
        let (number, reason) = (code.code(), code.reason());
        let text = format!("event: close\ndata: {{\"code\":{number},\"reason\":\"{reason}\"}}\n\n");
        self.ready.push_back(text.into());
    }

    async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            if self.ended {
                return None;
            }
            match timeout(PING_EVERY, self.writer.next()).await {
                Err(_) => return Some(Bytes::from_static(PING)),
                Ok(Next::Frame(frame)) => {
                    if let Some(told) = Told::read(&frame) {
                        self.take(&frame, told);
                    }
                }
                Ok(Next::Close(code)) => self.close(code),
            }
        }
    }

    /// What is sent, until the session closes the stream or the reader is gone.
    pub(super) fn into_stream(self) -> impl Stream<Item = Result<Bytes, Infallible>> {
        unfold(self, |mut reader| async move { reader.next().await.map(|sent| (Ok(sent), reader)) })
    }
}
