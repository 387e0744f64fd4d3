//! What Redis answers of a topic.

use bytestring::ByteString;
use chrono::{DateTime, Utc};

/// Where a topic is, and what of it is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// The topic's history.
    pub epoch: String,
    /// Its latest event.
    pub offset: u64,
    /// Remembered events, oldest first.
    pub events: Vec<Logged>,
}

/// One remembered event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// Its place.
    pub offset: u64,
    /// When it was pushed.
    pub pushed_at: DateTime<Utc>,
    /// The event.
    pub body: ByteString,
}

impl Log {
    /// Reads what `read.lua` answers. None where it is written otherwise.
    pub(super) fn read(answer: &[Vec<u8>]) -> Option<Self> {
        let (place, events) = answer.split_at_checked(2)?;
        let text = |bytes: &Vec<u8>| String::from_utf8(bytes.clone()).ok();
        let events = events.chunks_exact(3).map(|event| {
            let offset = text(&event[0])?.strip_suffix("-0")?.parse().ok()?;
            let pushed_at = DateTime::from_timestamp_millis(text(&event[1])?.parse().ok()?)?;
            Some(Logged { offset, pushed_at, body: text(&event[2])?.into() })
        });
        Some(Self {
            epoch: text(&place[0])?,
            offset: text(&place[1])?.parse().ok()?,
            events: events.collect::<Option<_>>()?,
        })
    }
}
