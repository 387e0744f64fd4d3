//! How long somebody who keeps getting a password wrong has to wait.

use chrono::{DateTime, TimeDelta, Utc};

/// Failures that are forgiven: people mistype.
const FREE: u32 = 5;
/// No wait is longer.
const LONGEST: TimeDelta = TimeDelta::minutes(15);
/// What lies further back does not count.
pub const COUNTED_FOR: TimeDelta = TimeDelta::hours(1);
/// A network shelters many people: a clinic, a village behind one address.
const FREE_PER_NETWORK: u32 = 50;

/// Failures since the last success or within [`COUNTED_FOR`], and when the last one was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Failures {
    /// How many.
    pub count: u32,
    /// The last one.
    pub last: Option<DateTime<Utc>>,
}

impl Failures {
    /// When an account may be tried again; none where it may be now.
    #[must_use]
    pub fn account_waits_until(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.waits_until(FREE, now)
    }

    /// When a network may try again; none where it may now.
    #[must_use]
    pub fn network_waits_until(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.waits_until(FREE_PER_NETWORK, now)
    }

    /// The wait after the last free failure is two seconds, and twice as long after each further one.
    fn waits_until(self, free: u32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let beyond = self.count.checked_sub(free)?;
        let wait = TimeDelta::seconds(2 << beyond.min(20)).min(LONGEST);
        self.last.map(|last| last + wait).filter(|until| *until > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn wait(count: u32) -> i64 {
        let failures = Failures { count, last: Some(NOON) };
        failures.account_waits_until(NOON).map_or(0, |until| (until - NOON).num_seconds())
    }

    #[test]
    fn the_wait_grows_with_each_failure_up_to_a_bound() {
        let waits: Vec<_> = [0, 4, 5, 6, 7, 12, 13, 14, 1_000].map(wait).into();
        assert_eq!(waits, [0, 0, 2, 4, 8, 256, 512, 900, 900]);
    }

    #[test]
    fn a_wait_ends_by_itself() {
        let failures = Failures { count: 5, last: Some(NOON) };
        assert!(failures.account_waits_until(NOON + TimeDelta::seconds(1)).is_some());
        assert!(failures.account_waits_until(NOON + TimeDelta::seconds(2)).is_none());
    }

    #[test]
    fn a_network_is_forgiven_more_than_an_account() {
        let failures = Failures { count: 49, last: Some(NOON) };
        assert!(failures.account_waits_until(NOON).is_some());
        assert!(failures.network_waits_until(NOON).is_none());
    }
}
