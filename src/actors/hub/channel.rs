//! One topic of the hub: what it remembers, and who listens.

use chrono::{DateTime, TimeDelta, Utc};

use crate::actors::hub::answers::{acknowledge, gap};
use crate::actors::hub::catch_up::{CatchUp, Waiting};
use crate::actors::hub::crowd::Crowd;
use crate::actors::hub::messages::{SocketId, Subscribe};
use crate::realtime::close::CloseCode;
use crate::realtime::encoded::Encoded;
use crate::realtime::history::History;
use crate::realtime::limits::HISTORY_AGE;
use crate::realtime::position::{Epoch, Position};
use crate::realtime::queue::PushError;
use crate::realtime::topic::Topic;
use crate::realtime::topic_event::{PlacedEvent, TopicEvent};
use crate::telemetry::metric::Metric;

/// A topic that has subscribers, or had some a moment ago.
#[derive(Debug)]
pub(super) struct Channel {
    pub(super) history: History,
    pub(super) crowd: Crowd,
    pub(super) standing: Standing,
    pub(super) catch_up: Option<Box<CatchUp>>,
    /// Whether Redis was found to have forgotten places that it gave, and may give them again: then it is not believed
    /// before the topic has begun anew there.
    pub(super) set_back: bool,
    /// When the last subscriber left; none while there is one.
    left_at: Option<DateTime<Utc>>,
}

/// Whose offsets a topic has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nobody knows: Redis has not been asked yet.
    Unknown,
    /// Redis's, the same on every node.
    Shared,
    /// This node's: there is no Redis, or it is away.
    Own,
}

impl Channel {
    /// A topic without events, in an epoch of its own: whoever remembers a position in it from before is told of a gap.
    pub(super) fn new(topic: Topic, standing: Standing, now: DateTime<Utc>) -> Self {
        let history = History::new(topic, Epoch::random());
        Metric::Topics.rise();
        Self {
            history,
            crowd: Crowd::default(),
            standing,
            catch_up: None,
            set_back: false,
            left_at: Some(now),
        }
    }

    /// Whether a subscription can be answered out of what is remembered here. If not, Redis may know more.
    pub(super) fn can_answer(&mut self, since: Option<Position>, now: DateTime<Utc>) -> bool {
        match self.standing {
            Standing::Own => true,
            Standing::Unknown => false,
            Standing::Shared => since.is_none_or(|since| self.history.since(since, now).is_some()),
        }
    }

    /// Answers a subscription, replays what was missed, and lets the events go on from there. Whether the socket is a
    /// subscriber now.
    pub(super) fn subscribe(&mut self, wanted: &Subscribe, now: DateTime<Utc>) -> bool {
        self.answer(wanted, now);
        if wanted.socket.queue.is_closed() {
            return false;
        }
        self.crowd.join(&wanted.socket);
        self.left_at = None;
        true
    }

    fn answer(&mut self, wanted: &Subscribe, now: DateTime<Utc>) {
        let queue = &wanted.socket.queue;
        let (topic, head) = (self.history.topic(), self.history.position());
        if let Some(missed) = wanted.since.and_then(|since| self.history.since(since, now)) {
            let first = acknowledge(&wanted.ack, topic, head, true);
            let frames = std::iter::once(first).chain(missed).collect();
            let replayed = queue.replay(frames);
            if replayed.is_ok() {
                Metric::ResumesRecovered.rise();
            }
            if replayed != Err(PushError::QueueFull) {
                return;
            }
        }
        // A refused push has closed the socket, or found it closed; either way it is not kept.
        let _ = queue.push(acknowledge(&wanted.ack, topic, head, false));
        if wanted.since.is_some() {
            Metric::ResumesLost.rise();
            let _ = queue.push(gap(topic));
        }
    }

    /// Forgets a subscriber, or one who waits to be: a subscription that was withdrawn does not come back.
    pub(super) fn leave(&mut self, socket: SocketId, now: DateTime<Utc>) {
        self.crowd.leave(socket);
        if let Some(catch_up) = &mut self.catch_up {
            let left = catch_up.waiting.extract_if(.., |waiting| waiting.wanted.socket.id == socket);
            // Whoever asked may have stopped waiting.
            left.for_each(|waiting| drop(waiting.answered.send(())));
        }
        if self.crowd.is_empty() {
            self.left_at.get_or_insert(now);
        }
    }

    /// Gives an event its place here and tells all of it; nothing where it is a repeat. Where Redis gave the places until
    /// now, it is away: the topic goes on in an epoch of its own, after a gap.
    pub(super) fn deliver(&mut self, event: &TopicEvent, now: DateTime<Utc>, lost: &mut Vec<SocketId>) {
        if self.standing != Standing::Own {
            self.restart(lost);
        }
        if let Some(frame) = self.history.push(event, now) {
            self.say(frame, None, lost);
        }
    }

    /// Tells all of an event that Redis has given its place. One that is not the next is a repeat, or shows a hole, or has
    /// the place of another: then Redis is to be asked, as where it is not known how things stand. A topic that stands on
    /// its own stays so until it is looked at, since this node may have events for Redis that come first.
    pub(super) fn place(&mut self, event: PlacedEvent, lost: &mut Vec<SocketId>) {
        if let Some(catch_up) = &mut self.catch_up {
            return catch_up.take(event);
        }
        if self.standing == Standing::Own {
            return;
        }
        let head = self.history.position();
        if event.position == (Position { offset: head.offset + 1, ..head }) {
            let frame = self.history.follow(&event);
            self.say(frame, None, lost);
        } else if event.position.epoch != head.epoch || event.position.offset > head.offset {
            self.catch_up.get_or_insert_default().hole = true;
        } else if self.history.contradicts(&event) {
            self.find_set_back(Vec::new());
        }
    }

    /// Says something that has no place in the topic to all but one.
    pub(super) fn whisper(&mut self, frame: Encoded, except: Option<SocketId>, lost: &mut Vec<SocketId>) {
        // Where too much waits already it is lost, as whispers may be.
        let _ = self.crowd.say(frame, except, lost);
    }

    /// Begins a new epoch of this node's own and tells all of a gap.
    pub(super) fn restart(&mut self, lost: &mut Vec<SocketId>) {
        self.history = History::new(self.history.topic(), Epoch::random());
        // Who was never told where the topic is has no gap in it.
        if std::mem::replace(&mut self.standing, Standing::Own) != Standing::Unknown {
            self.tell_gap(lost);
        }
    }

    /// Tells all that something was missed.
    pub(super) fn tell_gap(&mut self, lost: &mut Vec<SocketId>) {
        Metric::Gaps.rise();
        self.say(gap(self.history.topic()), None, lost);
    }

    /// Says something to all. Where a large crowd is so far behind that it cannot wait, what waited becomes a gap.
    pub(super) fn say(&mut self, frame: Encoded, except: Option<SocketId>, lost: &mut Vec<SocketId>) {
        if !self.crowd.say(frame, except, lost) {
            tracing::warn!("events come faster than they can be told: subscribers are told of a gap");
            self.crowd.give_up();
            Metric::Gaps.rise();
            self.crowd.say(gap(self.history.topic()), None, lost);
        }
    }

    /// Waits for Redis with a subscription.
    pub(super) fn wait(&mut self, waiting: Waiting) {
        self.catch_up.get_or_insert_default().waiting.push(waiting);
    }

    /// Whether Redis has been asked and has not answered.
    pub(super) fn is_asked(&self) -> bool {
        self.catch_up.as_ref().is_some_and(|catch_up| catch_up.asked)
    }

    /// Lets go of what is too old.
    pub(super) fn forget(&mut self, now: DateTime<Utc>) {
        self.history.forget(now);
    }

    /// Closes the socket of everyone who listens or waits to.
    pub(super) fn close_all(&self, code: CloseCode) {
        self.crowd.close_all(code);
        for waiting in self.catch_up.iter().flat_map(|catch_up| &catch_up.waiting) {
            waiting.wanted.socket.queue.close(code);
        }
    }

    /// When the last subscriber left; none while somebody listens or waits to.
    pub(super) fn left_at(&self) -> Option<DateTime<Utc>> {
        self.left_at.filter(|_| self.catch_up.is_none())
    }

    /// Whether nobody who was here can still ask for what is remembered.
    pub(super) fn is_forgotten(&self, now: DateTime<Utc>) -> bool {
        let age = TimeDelta::from_std(HISTORY_AGE).unwrap_or(TimeDelta::MAX);
        self.left_at().is_some_and(|left_at| now - left_at > age)
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        Metric::Topics.fall();
    }
}
