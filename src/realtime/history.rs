//! What a topic remembers of its latest events, so that a reader who was away for a moment misses nothing.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::ids::EventId;
use crate::realtime::encoded::Encoded;
use crate::realtime::limits::{HISTORY_AGE, HISTORY_EVENTS};
use crate::realtime::position::{Epoch, Position};
use crate::realtime::topic::Topic;
use crate::realtime::topic_event::{PlacedEvent, TopicEvent};

/// A topic's latest events, at most 256 and none older than 10 minutes.
#[derive(Debug)]
pub struct History {
    topic: Topic,
    head: Position,
    /// Oldest first; the last one bears the head's offset, and there is no hole between. Nothing is allocated for a
    /// topic without events.
    events: VecDeque<Remembered>,
}

#[derive(Debug)]
struct Remembered {
    /// What a repeat is told by; none where somebody else has seen to that.
    id: Option<(EventId, Box<str>)>,
    pushed_at: DateTime<Utc>,
    frame: Encoded,
}

impl History {
    /// A history without events. The epoch must be new, unless the topic is known to have had none in it yet.
    #[must_use]
    pub fn new(topic: Topic, epoch: Epoch) -> Self {
        Self::at(topic, Position { epoch, offset: 0 })
    }

    /// A history that has come so far, and of which nothing is remembered.
    #[must_use]
    pub fn at(topic: Topic, head: Position) -> Self {
        Self { topic, head, events: VecDeque::new() }
    }

    /// Whose history it is.
    #[must_use]
    pub fn topic(&self) -> Topic {
        self.topic
    }

    /// The latest event's position.
    #[must_use]
    pub fn position(&self) -> Position {
        self.head
    }

    /// Gives the event the next offset and encodes it for all subscribers. `None` for a repeat: an event of this id and
    /// kind that is still remembered.
    pub fn push(&mut self, event: &TopicEvent, now: DateTime<Utc>) -> Option<Encoded> {
        self.forget(now);
        let is_it = |known: &(EventId, Box<str>)| known.0 == event.id && *known.1 == *event.kind;
        if self.events.iter().any(|known| known.id.as_ref().is_some_and(is_it)) {
            return None;
        }
        let position = Position { offset: self.head.offset + 1, ..self.head };
        let placed = PlacedEvent { position, pushed_at: now, body: event.body() };
        Some(self.remember(&placed, Some((event.id, event.kind.as_str().into()))))
    }

    /// Takes in an event that has its place, and encodes it for all subscribers. It must be the next one.
    pub fn follow(&mut self, event: &PlacedEvent) -> Encoded {
        debug_assert_eq!(event.position, Position { offset: self.head.offset + 1, ..self.head });
        self.remember(event, None)
    }

    fn remember(&mut self, event: &PlacedEvent, id: Option<(EventId, Box<str>)>) -> Encoded {
        if self.events.len() == HISTORY_EVENTS {
            self.events.pop_front();
        }
        self.head = event.position;
        let frame = event.encode(self.topic);
        self.events.push_back(Remembered { id, pushed_at: event.pushed_at, frame: frame.clone() });
        frame
    }

    /// Remembers an event from before the oldest one, the latest of these first. False where it is not the one just
    /// before, or there is no room.
    pub fn precede(&mut self, event: &PlacedEvent) -> bool {
        let fits = self.events.len() < HISTORY_EVENTS
            && event.position.epoch == self.head.epoch
            && event.position.offset == self.begin();
        if fits {
            let frame = event.encode(self.topic);
            self.events.push_front(Remembered { id: None, pushed_at: event.pushed_at, frame });
        }
        fits
    }

    /// What came after `since`, in order; `None` where that is not all remembered.
    #[must_use]
    pub fn since(&mut self, since: Position, now: DateTime<Utc>) -> Option<Vec<Encoded>> {
        self.forget(now);
        let reaches =
            since.epoch == self.head.epoch && (self.begin()..=self.head.offset).contains(&since.offset);
        let seen = usize::try_from(since.offset.checked_sub(self.begin())?).ok()?;
        reaches.then(|| self.events.iter().skip(seen).map(|event| event.frame.clone()).collect())
    }

    /// Whether another event than this one is remembered in its place.
    #[must_use]
    pub fn contradicts(&self, event: &PlacedEvent) -> bool {
        let index =
            event.position.offset.checked_sub(self.begin() + 1).and_then(|index| index.try_into().ok());
        let known = index.and_then(|index: usize| self.events.get(index));
        event.position.epoch == self.head.epoch
            && known.is_some_and(|known| known.frame != event.encode(self.topic))
    }

    /// The offset before the oldest event that is remembered.
    #[must_use]
    pub fn begin(&self) -> u64 {
        self.head.offset.saturating_sub(self.events.len() as u64)
    }

    /// Lets go of what is older than 10 minutes; offsets go on counting.
    pub fn forget(&mut self, now: DateTime<Utc>) {
        let age = TimeDelta::from_std(HISTORY_AGE).unwrap_or(TimeDelta::MAX);
        while self.events.front().is_some_and(|event| now - event.pushed_at > age) {
            self.events.pop_front();
        }
        if self.events.is_empty() {
            self.events = VecDeque::new();
        }
    }
}

#[cfg(test)]
mod tests;
