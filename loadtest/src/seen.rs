//! What one socket was told of its topic, and whether that has holes.

use std::collections::HashMap;
use std::time::Instant;

use chrono::{DateTime, Utc};

use crate::realtime::following::Following;
use crate::realtime::frame::Frame;

/// What a socket was told of its topic.
#[derive(Debug, Default, PartialEq)]
pub struct Seen {
    /// The topic; a socket that is signed in hears of its user too.
    pub topic: String,
    /// What it was told of each slot that was taken, the first time.
    pub taken: HashMap<DateTime<Utc>, Taken>,
    /// Slots that came again.
    pub repeats: u64,
    /// Where it is in its topic, and with which holes it came there.
    pub following: Following,
    /// Why the socket ended before its time, if it did.
    pub ended: Option<String>,
}

/// When a socket learned that a slot is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// When the frame arrived.
    pub seen: Instant,
    /// When the server decided, as the frame says.
    pub decided: DateTime<Utc>,
}

impl Seen {
    /// Offsets or slots that came again.
    pub fn duplicates(&self) -> u64 {
        self.following.duplicates + self.repeats
    }

    /// Whether nothing was missed, told twice or lost.
    pub fn is_flawless(&self) -> bool {
        self.repeats == 0 && self.following.is_flawless()
    }

    /// Takes in a frame that arrived at `seen`; whether it told of a slot that was not known to be taken.
    pub fn take(&mut self, text: &str, seen: Instant) -> bool {
        let Ok(frame) = serde_json::from_str::<Frame<'_>>(text) else { return false };
        if frame.topic.as_deref() != Some(self.topic.as_str()) {
            return false;
        }
        match (&*frame.op, frame.position()) {
            ("gap", _) => self.following.gap(),
            ("event", Some(place)) => {
                self.following.event(place);
                let slot = frame.data.and_then(|data| data.starts_at);
                if let (Some(slot), Some(decided), Some("slot.taken")) =
                    (slot, frame.at, frame.kind.as_deref())
                {
                    return self.learn(slot, Taken { seen, decided });
                }
            }
            _ => {}
        }
        false
    }

    fn learn(&mut self, slot: DateTime<Utc>, taken: Taken) -> bool {
        if self.taken.contains_key(&slot) {
            self.repeats += 1;
            return false;
        }
        self.taken.insert(slot, taken);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::realtime::fake_hub::event;
    use crate::realtime::following::Position;

    fn seen() -> Seen {
        let mut seen = Seen { topic: "doctor:1:slots".to_owned(), ..Seen::default() };
        seen.following.subscribed(Position { epoch: "a1".to_owned(), offset: 7 }, false);
        seen
    }

    #[test]
    fn a_taken_slot_is_learned_once() {
        let mut seen = seen();
        assert!(seen.take(&event("a1", 8), Instant::now()));
        assert!(seen.take(&event("a1", 9), Instant::now()));
        assert!(!seen.take(&event("a1", 9), Instant::now()));
        // The repeat is one of offset and of slot.
        assert_eq!((seen.taken.len(), seen.duplicates()), (2, 2));
    }

    #[test]
    fn other_frames_say_nothing_of_slots() {
        let mut seen = seen();
        assert!(!seen.take(r#"{"op":"hello","node":"n","heartbeat_s":25,"topics":[]}"#, Instant::now()));
        assert!(!seen.take("not json", Instant::now()));
        assert!(!seen.take(&event("b7", 1).replace("doctor:1:slots", "user"), Instant::now()));
        assert!(!seen.take(&event("a1", 8).replace("slot.taken", "slot.freed"), Instant::now()));
        assert!(!seen.take(r#"{"op":"gap","topic":"doctor:1:slots"}"#, Instant::now()));
        assert_eq!((seen.taken.len(), seen.following.missing, seen.following.gaps), (0, 0, 1));
        assert_eq!(seen.following.epochs, 0);
    }
}
