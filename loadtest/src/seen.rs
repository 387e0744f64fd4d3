//! What one socket was told of its topic, and whether that has holes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::time::Instant;

use chrono::{DateTime, Utc};
use serde::Deserialize;

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

/// What is looked at in a frame.
#[derive(Debug, Deserialize)]
pub struct Frame<'a> {
    /// What kind of frame it is.
    #[serde(borrow)]
    pub op: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
    /// What the offset belongs to.
    #[serde(borrow)]
    pub epoch: Option<Cow<'a, str>>,
    /// The event's place in its topic, or the topic's newest.
    pub offset: Option<u64>,
    /// Why a request was refused.
    #[serde(borrow)]
    pub code: Option<Cow<'a, str>>,
    data: Option<SlotData>,
}

#[derive(Debug, Deserialize)]
struct SlotData {
    starts_at: Option<DateTime<Utc>>,
}

impl Seen {
    /// Takes in a frame that arrived at `at`; whether it told of a slot that was not known to be taken.
    pub fn take(&mut self, text: &str, at: Instant) -> bool {
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
