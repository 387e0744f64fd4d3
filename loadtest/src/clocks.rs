//! The clock that frames are dated by, beside the one that waits are measured by.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

/// Both clocks, read together. Server and test must share a machine for it to mean anything.
#[derive(Debug, Clone, Copy)]
pub struct Clocks {
    /// What waits are measured by.
    pub monotonic: Instant,
    /// What frames are dated by.
    pub wall: DateTime<Utc>,
}

impl Clocks {
    /// Both as they are.
    #[expect(
        clippy::disallowed_methods,
        reason = "the server's clock is the system's; there is nothing to drive here"
    )]
    pub fn read() -> Self {
        Self { monotonic: Instant::now(), wall: Utc::now() }
    }

    /// From a date to an instant; nothing where the instant was before.
    pub fn since(&self, date: DateTime<Utc>, until: Instant) -> Duration {
        let after_reading = until.saturating_duration_since(self.monotonic);
        let before_reading = (self.wall - date).to_std();
        let ahead = (date - self.wall).to_std().unwrap_or_default();
        after_reading.saturating_sub(ahead) + before_reading.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn dates_before_and_after_the_reading_are_measured_from() {
        let clocks = Clocks { monotonic: Instant::now(), wall: DateTime::UNIX_EPOCH };
        let until = clocks.monotonic + Duration::from_millis(30);
        let since = |ms| clocks.since(clocks.wall + TimeDelta::milliseconds(ms), until);
        assert_eq!([since(-5), since(0), since(10), since(40)], [35, 30, 20, 0].map(Duration::from_millis));
    }
}
