//! What is looked at in a frame of the server.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::realtime::following::Position;

/// What is looked at in a frame.
#[derive(Debug, Deserialize)]
pub struct Frame<'a> {
    /// What kind of frame it is.
    #[serde(borrow)]
    pub op: Cow<'a, str>,
    /// Which request it answers.
    pub re: Option<u64>,
    /// The topic that it is about.
    #[serde(borrow)]
    pub topic: Option<Cow<'a, str>>,
    /// What happened.
    #[serde(borrow, rename = "type")]
    pub kind: Option<Cow<'a, str>>,
    /// What the offset belongs to.
    #[serde(borrow)]
    pub epoch: Option<Cow<'a, str>>,
    /// The event's place in its topic, or the topic's newest.
    pub offset: Option<u64>,
    /// Whether all that was missed follows.
    pub recovered: Option<bool>,
    /// When it happened.
    pub at: Option<DateTime<Utc>>,
    /// Why a request was refused.
    #[serde(borrow)]
    pub code: Option<Cow<'a, str>>,
    /// Whether asking again may help.
    pub temporary: Option<bool>,
    /// How often the server pings.
    pub heartbeat_s: Option<u64>,
    /// When to come back after a planned close.
    pub reconnect_after_ms: Option<u64>,
    /// What an event tells, as far as slots go.
    pub data: Option<SlotData>,
}

/// What is looked at in the data of a slot's event.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct SlotData {
    /// When the visit would begin.
    pub starts_at: Option<DateTime<Utc>>,
}

impl Frame<'_> {
    /// Where in its topic it stands; what has no history has no place either.
    pub fn position(&self) -> Option<Position> {
        let epoch = self.epoch.as_deref()?.to_owned();
        self.offset.map(|offset| Position { epoch, offset })
    }
}
