//! The time that limits run on: monotonic, since a clock set back by an hour must not shut anyone out for that hour.

use std::time::{Duration, Instant};

use governor::clock::{Clock, FakeRelativeClock};

/// Time since a start of its own.
#[derive(Debug, Clone)]
pub enum Ticks {
    /// The machine's.
    Monotonic(Instant),
    /// A test's, which only its holder moves on.
    Driven(FakeRelativeClock),
}

impl Ticks {
    /// The machine's, from now on.
    #[must_use]
    pub fn monotonic() -> Self {
        Self::Monotonic(Instant::now())
    }
}

impl Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        match self {
            Self::Monotonic(start) => start.elapsed(),
            Self::Driven(clock) => clock.now().into(),
        }
    }
}
