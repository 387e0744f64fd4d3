//! A clock that only tests move.

use std::sync::Mutex;

use carebridge::domain::clock::Clock;
use chrono::{DateTime, TimeDelta, Utc};

/// Monday morning: the clinic of the seed has just opened.
pub const MONDAY: &str = "2026-11-23T06:00:00Z";

/// Stands still until it is moved.
#[derive(Debug)]
pub struct DrivenClock(Mutex<DateTime<Utc>>);

impl DrivenClock {
    pub fn new() -> Self {
        Self(Mutex::new(MONDAY.parse().unwrap()))
    }

    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for DrivenClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}
