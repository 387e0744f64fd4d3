//! How fast a provider is written to: a token bucket that can be asked what it would give, before anything is taken.

use chrono::{DateTime, TimeDelta, Utc};

/// So many a second, and as many at once after a second of rest. Kept as the instant at which the bucket is full again
/// (GCRA), so that nothing has to tick. The limiters of the requests cannot be asked without taking, and what is asked for
/// here is how many messages to claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pace {
    per_second: u32,
    full_at: DateTime<Utc>,
}

impl Pace {
    /// A full bucket; a pace of none is taken for one of one.
    #[must_use]
    pub fn new(per_second: u32) -> Self {
        Self { per_second: per_second.max(1), full_at: DateTime::UNIX_EPOCH }
    }

    /// How many may go now. No bucket is emptier than empty: where it seems to be, the clock was set back, and it begins anew
    /// rather than to wait for a time that is gone.
    #[must_use]
    pub fn available(&mut self, now: DateTime<Utc>) -> usize {
        if self.full_at > now + TimeDelta::seconds(1) {
            self.full_at = now;
        }
        let rest = TimeDelta::seconds(1) - (self.full_at - now).max(TimeDelta::zero());
        let tokens = rest.num_nanoseconds().unwrap_or(0).max(0) / self.one().num_nanoseconds().unwrap_or(1);
        usize::try_from(tokens).unwrap_or(0)
    }

    /// So many went.
    pub fn take(&mut self, count: usize, now: DateTime<Utc>) {
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        self.full_at = self.full_at.max(now) + self.one() * count;
    }

    /// One did not go after all.
    pub fn give_back(&mut self) {
        self.full_at -= self.one();
    }

    /// In which time one more may go.
    fn one(&self) -> TimeDelta {
        TimeDelta::nanoseconds(1_000_000_000 / i64::from(self.per_second))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holds_as_many_as_it_should() {
        let (mut pace, mut now, mut gone) = (Pace::new(10), DateTime::UNIX_EPOCH, 0);
        for _ in 0..100 {
            let given = pace.available(now);
            pace.take(given, now);
            gone += given;
            now += TimeDelta::milliseconds(100);
        }
        // What a second of rest had saved, and ten a second.
        assert_eq!(gone, 10 + 99);
    }

    #[test]
    fn what_is_not_taken_is_kept_but_no_more_than_a_second_of_it() {
        let (mut pace, now) = (Pace::new(3), DateTime::UNIX_EPOCH + TimeDelta::days(1));
        assert_eq!((pace.available(now), pace.available(now)), (3, 3));
        pace.take(3, now);
        assert_eq!(pace.available(now), 0);
        assert_eq!(pace.available(now + TimeDelta::milliseconds(334)), 1);
        assert_eq!(pace.available(now + TimeDelta::days(1)), 3);
    }

    #[test]
    fn what_did_not_go_may_go_again_and_no_more_than_that() {
        let (mut pace, now) = (Pace::new(3), DateTime::UNIX_EPOCH + TimeDelta::days(1));
        pace.take(3, now);
        pace.give_back();
        assert_eq!(pace.available(now), 1);
        (0..5).for_each(|_| pace.give_back());
        assert_eq!(pace.available(now), 3);
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_stop_it() {
        let (mut pace, now) = (Pace::new(1), DateTime::UNIX_EPOCH + TimeDelta::days(1));
        pace.take(1, now);
        let back = now - TimeDelta::hours(1);
        assert_eq!(pace.available(back), 1);
        pace.take(1, back);
        assert_eq!(pace.available(back), 0);
    }
}
