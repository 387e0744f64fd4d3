//! One socket as its session sees it.

use std::ops::RangeInclusive;

use crate::actors::hub::messages::SocketHandle;
use crate::actors::sessions::company::Here;
use crate::actors::sessions::doors::Refusal;
use crate::realtime::close::CloseCode;
use crate::realtime::frame_out::{Answer, Notice, Reply};
use crate::realtime::limits::TOPICS_PER_SOCKET;
use crate::realtime::topic::Topic;

/// When a client of a stopping node is asked to come back, in milliseconds: spread, so that they do not come at once.
const RECONNECT_AFTER_MS: RangeInclusive<u64> = 500..=10_000;

/// A socket and its topics. Most sockets have one or two, so that a list is all it takes.
#[derive(Debug)]
pub(super) struct Socket {
    pub(super) handle: SocketHandle,
    topics: Vec<Held>,
}

#[derive(Debug)]
struct Held {
    topic: Topic,
    /// The socket's part in a conversation, which ends with the subscription.
    _here: Option<Here>,
}

impl Socket {
    pub(super) fn new(handle: SocketHandle) -> Self {
        Self { handle, topics: Vec::new() }
    }

    /// Takes a place for a topic, before it is asked whether the socket may have it.
    pub(super) fn reserve(&mut self, topic: Topic) -> Result<(), Refusal> {
        if self.holds(topic) {
            return Ok(());
        }
        if self.topics.len() >= TOPICS_PER_SOCKET {
            return Err(Refusal::TooManyTopics);
        }
        if self.topics.is_empty() {
            self.topics.reserve_exact(1);
        }
        self.topics.push(Held { topic, _here: None });
        Ok(())
    }

    /// The socket's owner is in the conversation for as long as the socket has the topic.
    pub(super) fn settle(&mut self, topic: Topic, here: Option<Here>) {
        if let Some(held) = self.topics.iter_mut().find(|held| held.topic == topic) {
            held._here = here;
        }
    }

    /// Gives the place back.
    pub(super) fn release(&mut self, topic: Topic) {
        self.topics.retain(|held| held.topic != topic);
    }

    /// Whether the socket has the topic, or is about to.
    pub(super) fn holds(&self, topic: Topic) -> bool {
        self.topics.iter().any(|held| held.topic == topic)
    }

    /// The topics that it was asked for whether the socket may have them.
    pub(super) fn guarded(&self) -> impl Iterator<Item = Topic> {
        let topics = self.topics.iter().map(|held| held.topic);
        topics.filter(|topic| !matches!(topic, Topic::User(_) | Topic::DoctorSlots(_)))
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
