//! One socket as its session sees it.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use crate::actors::hub::messages::SocketHandle;
use crate::actors::sessions::doors::Refusal;
use crate::realtime::close::CloseCode;
use crate::realtime::frame_out::{Answer, Notice, Reply};
use crate::realtime::limits::TOPICS_PER_SOCKET;
use crate::realtime::topic::Topic;

/// When a client of a stopping node is asked to come back, in milliseconds: spread, so that they do not come at once.
const RECONNECT_AFTER_MS: RangeInclusive<u64> = 500..=10_000;

/// A socket and its topics.
#[derive(Debug)]
pub(super) struct Socket {
    pub(super) handle: SocketHandle,
    topics: HashSet<Topic>,
}

impl Socket {
    pub(super) fn new(handle: SocketHandle) -> Self {
        Self { handle, topics: HashSet::new() }
    }

    /// Takes a place for a topic, before it is asked whether the socket may have it.
    pub(super) fn reserve(&mut self, topic: Topic) -> Result<(), Refusal> {
        if self.topics.len() >= TOPICS_PER_SOCKET && !self.topics.contains(&topic) {
            return Err(Refusal::TooManyTopics);
        }
        self.topics.insert(topic);
        Ok(())
    }

    /// Gives the place back.
    pub(super) fn release(&mut self, topic: Topic) {
        self.topics.remove(&topic);
    }

    /// Tells the client that the node is stopping, and closes the socket.
    pub(super) fn say_bye(&self) {
        let reconnect_after_ms = rand::random_range(RECONNECT_AFTER_MS);
        // Where there is no room the socket is closed all the same, with 3008.
        let _ = self.handle.queue.push(Notice::Bye { reconnect_after_ms }.encode());
        self.handle.queue.close(CloseCode::Drain);
    }
}

/// Answers a client's frame. A refused push has closed the socket; its session finds that at its next look.
pub(super) fn answer(socket: &SocketHandle, re: Option<u64>, answer: Answer) {
    let _ = socket.queue.push(Reply { re, answer }.encode());
}
