//! One topic of the hub: what it remembers, and who listens.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::actors::hub::messages::{Ack, SocketId, Subscribe};
use crate::realtime::close::CloseCode;
use crate::realtime::encoded::Encoded;
use crate::realtime::frame_out::{Answer, Notice, Reply, TopicPosition};
use crate::realtime::history::History;
use crate::realtime::limits::{HISTORY_AGE, PING_EVERY};
use crate::realtime::position::{Epoch, Position};
use crate::realtime::queue::{PushError, SocketQueue};
use crate::realtime::topic::Topic;
use crate::realtime::topic_event::TopicEvent;

/// A topic that has subscribers, or had some a moment ago.
#[derive(Debug)]
pub(super) struct Channel {
    topic: Topic,
    history: History,
    subscribers: HashMap<SocketId, SocketQueue>,
    /// When the last subscriber left; none while there is one.
    left_at: Option<DateTime<Utc>>,
}

impl Channel {
    /// A topic without events, in an epoch of its own: whoever remembers a position in it from before is told of a gap.
    pub(super) fn new(topic: Topic, now: DateTime<Utc>) -> Self {
        let history = History::new(topic, Epoch::random());
        Self { topic, history, subscribers: HashMap::new(), left_at: Some(now) }
    }

    /// Answers a subscription, replays what was missed, and lets the events go on from there. Whether the socket is a
    /// subscriber now.
    pub(super) fn subscribe(&mut self, wanted: &Subscribe, now: DateTime<Utc>) -> bool {
        let queue = &wanted.socket.queue;
        self.answer(wanted, now);
        if queue.is_closed() {
            return false;
        }
        self.subscribers.insert(wanted.socket.id, queue.clone());
        self.left_at = None;
        true
    }

    fn answer(&mut self, wanted: &Subscribe, now: DateTime<Utc>) {
        let queue = &wanted.socket.queue;
        let head = self.history.position().clone();
        let missed = wanted.since.as_ref().map(|since| self.history.since(since, now));
        if let Some(replay) = missed.filter(|replay| replay.recovered) {
            let first = acknowledge(&wanted.ack, self.topic, head.clone(), true);
            let frames = std::iter::once(first).chain(replay.frames).collect();
            if queue.replay(frames) != Err(PushError::QueueFull) {
                return;
            }
        }
        // A refused push has closed the socket, or found it closed; either way it is not kept.
        let _ = queue.push(acknowledge(&wanted.ack, self.topic, head, false));
        if wanted.since.is_some() {
            let _ = queue.push(Notice::Gap { topic: self.topic }.encode());
        }
    }

    /// Forgets a subscriber.
    pub(super) fn leave(&mut self, socket: SocketId, now: DateTime<Utc>) {
        self.subscribers.remove(&socket);
        if self.subscribers.is_empty() {
            self.left_at.get_or_insert(now);
        }
    }

    /// Sends an event to all, encoded once; nothing where it is a repeat. Answers the sockets that could not take it:
    /// their queues are closed, the others never wait for them.
    pub(super) fn deliver(&mut self, event: &TopicEvent, now: DateTime<Utc>) -> Vec<SocketId> {
        match self.history.push(event, now) {
            Some(frame) => self.broadcast(&frame),
            None => Vec::new(),
        }
    }

    /// Sends a frame that has no place in the topic to all but one. Answers the sockets that could not take it.
    pub(super) fn whisper(&self, frame: &Encoded, except: Option<SocketId>) -> Vec<SocketId> {
        let others = self.subscribers.iter().filter(|(id, _)| Some(**id) != except);
        others.filter(|(_, queue)| queue.push(frame.clone()).is_err()).map(|(id, _)| *id).collect()
    }

    /// Begins a new epoch and tells all of a gap. Answers the sockets that could not take it.
    pub(super) fn restart(&mut self) -> Vec<SocketId> {
        self.history = History::new(self.topic, Epoch::random());
        self.broadcast(&Notice::Gap { topic: self.topic }.encode())
    }

    /// Closes every subscriber's socket.
    pub(super) fn close_all(&self, code: CloseCode) {
        self.subscribers.values().for_each(|queue| queue.close(code));
    }

    /// Lets go of what is too old.
    pub(super) fn forget(&mut self, now: DateTime<Utc>) {
        self.history.forget(now);
    }

    /// Sockets that were closed and did not say so.
    pub(super) fn closed(&self) -> impl Iterator<Item = SocketId> {
        self.subscribers.iter().filter(|(_, queue)| queue.is_closed()).map(|(id, _)| *id)
    }

    /// When the last subscriber left.
    pub(super) fn left_at(&self) -> Option<DateTime<Utc>> {
        self.left_at
    }

    /// Whether nobody who was here can still ask for what is remembered.
    pub(super) fn is_forgotten(&self, now: DateTime<Utc>) -> bool {
        let age = TimeDelta::from_std(HISTORY_AGE).unwrap_or(TimeDelta::MAX);
        self.left_at.is_some_and(|left_at| now - left_at > age)
    }

    fn broadcast(&self, frame: &Encoded) -> Vec<SocketId> {
        self.whisper(frame, None)
    }
}

fn acknowledge(ack: &Ack, topic: Topic, position: Position, recovered: bool) -> Encoded {
    let at = TopicPosition { topic, position };
    match ack {
        Ack::Subscribed { re, present } => {
            let answer = Answer::Subscribed { at, recovered, present: present.clone() };
            Reply { re: *re, answer }.encode()
        }
        Ack::Hello { node, user, unread } => Notice::Hello {
            node: node.clone(),
            user: Some(*user),
            heartbeat_s: PING_EVERY.as_secs(),
            topics: vec![at],
            unread: *unread,
        }
        .encode(),
    }
}
