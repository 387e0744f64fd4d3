//! What a topic remembers of its latest events, so that a reader who was away for a moment misses nothing.

use std::collections::VecDeque;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::ids::EventId;
use crate::realtime::encoded::Encoded;
use crate::realtime::limits::{HISTORY_AGE, HISTORY_EVENTS};
use crate::realtime::position::{Epoch, Position};
use crate::realtime::topic::Topic;
use crate::realtime::topic_event::TopicEvent;

/// A topic's latest events, at most 256 and none older than 10 minutes; gives each its offset.
#[derive(Debug)]
pub struct History {
    topic: Topic,
    head: Position,
    /// Oldest first; the last one bears the head's offset, and there is no hole between.
    events: VecDeque<Remembered>,
}

#[derive(Debug)]
struct Remembered {
    id: EventId,
    kind: Arc<str>,
    pushed_at: DateTime<Utc>,
    frame: Encoded,
}

/// The answer to a reader who names where they are.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// Whether `frames` are all that the reader missed. If not, there are none, and the reader is told of a gap.
    pub recovered: bool,
    /// The missed events in order.
    pub frames: Vec<Encoded>,
    /// Where the reader is after these.
    pub position: Position,
}

impl History {
    /// A history without events. The epoch must be new, unless the topic is known to have had none in it yet.
    #[must_use]
    pub fn new(topic: Topic, epoch: Epoch) -> Self {
        Self { topic, head: Position { epoch, offset: 0 }, events: VecDeque::new() }
    }

    /// The latest event's position.
    #[must_use]
    pub fn position(&self) -> &Position {
        &self.head
    }

    /// Gives the event the next offset and encodes it for all subscribers. `None` for a repeat: an event of this id and
    /// kind that is still remembered.
    pub fn push(&mut self, event: &TopicEvent, now: DateTime<Utc>) -> Option<Encoded> {
        self.forget(now);
        if self.events.iter().any(|known| known.id == event.id && *known.kind == *event.kind) {
            return None;
        }
        if self.events.len() == HISTORY_EVENTS {
            self.events.pop_front();
        }
        self.head.offset += 1;
        let frame = event.encode(self.topic, &self.head);
        self.events.push_back(Remembered {
            id: event.id,
            kind: event.kind.as_str().into(),
            pushed_at: now,
            frame: frame.clone(),
        });
        Some(frame)
    }

    /// What came after `since`.
    #[must_use]
    pub fn since(&mut self, since: &Position, now: DateTime<Utc>) -> Replay {
        self.forget(now);
        let missed = (since.epoch == self.head.epoch)
            .then(|| self.head.offset.checked_sub(since.offset))
            .flatten()
            .and_then(|missed| usize::try_from(missed).ok())
            .filter(|missed| *missed <= self.events.len());
        let frames = missed.map_or_else(Vec::new, |missed| {
            self.events.iter().skip(self.events.len() - missed).map(|event| event.frame.clone()).collect()
        });
        Replay { recovered: missed.is_some(), frames, position: self.head.clone() }
    }

    /// Lets go of what is older than 10 minutes; offsets go on counting.
    pub fn forget(&mut self, now: DateTime<Utc>) {
        let age = TimeDelta::from_std(HISTORY_AGE).unwrap_or(TimeDelta::MAX);
        while self.events.front().is_some_and(|event| now - event.pushed_at > age) {
            self.events.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn start() -> DateTime<Utc> {
        "2026-11-24T08:00:00Z".parse().unwrap()
    }

    fn history() -> History {
        let doctor = "0193a5c0-0000-7000-8000-000000000001".parse().unwrap();
        History::new(Topic::DoctorSlots(doctor), "a1".into())
    }

    fn event() -> TopicEvent {
        TopicEvent { id: EventId::new(start()), kind: "slot.taken".into(), at: start(), data: json!({}) }
    }

    fn at(offset: u64) -> Position {
        Position { epoch: "a1".into(), offset }
    }

    fn offsets(replay: &Replay) -> Vec<u64> {
        let offset = |frame: &Encoded| {
            serde_json::from_str::<Value>(frame.as_str()).unwrap()["offset"].as_u64().unwrap()
        };
        replay.frames.iter().map(offset).collect()
    }

    fn fill(history: &mut History, events: usize) {
        for _ in 0..events {
            history.push(&event(), start()).unwrap();
        }
    }

    #[test]
    fn history_replays_without_a_hole() {
        let mut history = history();
        fill(&mut history, 5);
        let replay = history.since(&at(2), start());
        assert!(replay.recovered);
        assert_eq!(offsets(&replay), [3, 4, 5]);
        assert_eq!(replay.position, at(5));
    }

    #[test]
    fn who_missed_nothing_is_recovered_with_nothing() {
        let mut history = history();
        assert!(history.since(&at(0), start()).recovered);
        fill(&mut history, 2);
        let replay = history.since(&at(2), start());
        assert!(replay.recovered);
        assert_eq!(replay.frames, []);
    }

    #[test]
    fn a_repeat_is_dropped_by_its_event_id() {
        let mut history = history();
        let event = event();
        assert!(history.push(&event, start()).is_some());
        assert_eq!(history.push(&event, start()), None);
        assert_eq!(history.position(), &at(1));
    }

    #[test]
    fn a_move_frees_a_slot_and_takes_another_under_one_event_id() {
        let mut history = history();
        let freed = TopicEvent { kind: "slot.freed".into(), ..event() };
        let taken = TopicEvent { kind: "slot.taken".into(), ..freed.clone() };
        assert!(history.push(&freed, start()).is_some());
        assert!(history.push(&taken, start()).is_some());
    }

    #[test]
    fn a_position_of_another_epoch_is_not_recovered() {
        let mut history = history();
        fill(&mut history, 3);
        let replay = history.since(&Position { epoch: "b2".into(), offset: 2 }, start());
        assert!(!replay.recovered);
        assert_eq!(replay.frames, []);
        assert_eq!(replay.position, at(3));
    }

    #[test]
    fn a_position_in_the_future_is_not_recovered() {
        let mut history = history();
        fill(&mut history, 3);
        assert!(!history.since(&at(4), start()).recovered);
        assert!(!history.since(&at(u64::MAX), start()).recovered);
    }

    #[test]
    fn the_257th_event_pushes_out_the_first() {
        let mut history = history();
        fill(&mut history, 257);
        assert!(!history.since(&at(0), start()).recovered);
        let replay = history.since(&at(1), start());
        assert!(replay.recovered);
        assert_eq!(offsets(&replay), (2..=257).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_older_than_ten_minutes_is_not_replayed() {
        let mut history = history();
        fill(&mut history, 1);
        let later = start() + TimeDelta::seconds(1);
        history.push(&event(), later).unwrap();

        let limit = start() + TimeDelta::minutes(10);
        assert_eq!(offsets(&history.since(&at(0), limit)), [1, 2]);
        let past = limit + TimeDelta::milliseconds(1);
        assert!(!history.since(&at(0), past).recovered);
        assert_eq!(offsets(&history.since(&at(1), past)), [2]);
    }

    #[test]
    fn offsets_go_on_after_everything_was_forgotten() {
        let mut history = history();
        fill(&mut history, 3);
        let later = start() + TimeDelta::hours(1);
        assert!(history.since(&at(3), later).recovered);
        history.push(&event(), later).unwrap();
        assert_eq!(history.position(), &at(4));
    }
}
