//! One group's limiter, in bounded memory.

use std::fmt::{self, Debug};
use std::hash::{BuildHasher, RandomState};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota as Rate, RateLimiter};

use crate::http::rate_limit::groups::{Group, Quota};
use crate::http::rate_limit::ticks::Ticks;
use crate::http::rate_limit::verdict::Verdict;

/// Checks between two looks at how many keys are held.
const SWEEP_EVERY: u64 = 1_024;

/// What callers share while there are more of them than are kept apart.
const CROWDED_BUCKETS: u64 = 4_096;

type Keyed = RateLimiter<u64, DefaultKeyedStateStore<u64>, Ticks, StateInformationMiddleware>;

/// Keeps only hashes of keys, so that no account's address stays in memory. At most about `most_keys` callers are
/// kept apart; in a flood of more the newcomers share buckets, and memory stays bounded.
pub struct Limiter {
    group: Group,
    quota: Quota,
    keyed: Keyed,
    hasher: RandomState,
    most_keys: usize,
    checks: AtomicU64,
    crowded: AtomicBool,
}

impl Limiter {
    /// A limiter that has seen nobody.
    #[must_use]
    pub fn new(group: Group, quota: Quota, most_keys: usize, ticks: Ticks) -> Self {
        Self {
            group,
            quota,
            keyed: Keyed::new(rate(quota), DefaultKeyedStateStore::default(), ticks),
            hasher: RandomState::new(),
            most_keys,
            checks: AtomicU64::new(0),
            crowded: AtomicBool::new(false),
        }
    }

    /// Spends one of this key's, if there is one.
    #[must_use]
    pub fn check(&self, key: &str) -> Verdict {
        self.sweep();
        let hash = self.hasher.hash_one(key);
        let bucket = if self.crowded.load(Ordering::Relaxed) { hash % CROWDED_BUCKETS } else { hash };
        let (allowed, remaining, retry_after) = match self.keyed.check_key(&bucket) {
            Ok(left) => (true, left.remaining_burst_capacity(), Duration::ZERO),
            Err(until) => (false, 0, until.wait_time_from(self.keyed.clock().now())),
        };
        Verdict {
            group: self.group,
            quota: self.quota,
            allowed,
            remaining,
            reset_s: self.refill_s(self.quota.limit.get().saturating_sub(remaining)),
            retry_after_s: retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0),
        }
    }

    /// How many keys are held.
    #[must_use]
    pub fn keys(&self) -> usize {
        self.keyed.len()
    }

    fn refill_s(&self, spent: u32) -> u64 {
        let (limit, per_seconds) =
            (u64::from(self.quota.limit.get()), u64::from(self.quota.per_seconds.get()));
        (u64::from(spent) * per_seconds).div_ceil(limit)
    }

    /// Now and then forgets those who have their whole quota again.
    fn sweep(&self) {
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY != SWEEP_EVERY - 1 {
            return;
        }
        if self.keyed.len() > self.most_keys {
            self.keyed.retain_recent();
        }
        self.crowded.store(self.keyed.len() > self.most_keys, Ordering::Relaxed);
    }
}

fn rate(quota: Quota) -> Rate {
    let one_per = Duration::from_secs(u64::from(quota.per_seconds.get())) / quota.limit.get();
    // A period shorter than a nanosecond is the only one that governor refuses.
    Rate::with_period(one_per).unwrap_or(Rate::per_second(NonZeroU32::MAX)).allow_burst(quota.limit)
}

impl Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiter")
            .field("group", &self.group)
            .field("quota", &self.quota)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    fn limiter(limit: u32, per_seconds: u32, most_keys: usize) -> (Limiter, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        let quota = Quota {
            limit: NonZeroU32::new(limit).unwrap(),
            per_seconds: NonZeroU32::new(per_seconds).unwrap(),
        };
        (Limiter::new(Group::Login, quota, most_keys, Ticks::Driven(clock.clone())), clock)
    }

    #[test]
    fn what_is_spent_is_refused_until_it_comes_back() {
        let (limiter, clock) = limiter(2, 60, 10);
        let first = limiter.check("pat");
        assert_eq!((first.allowed, first.remaining, first.reset_s), (true, 1, 30));
        assert!(limiter.check("pat").allowed);
        let refused = limiter.check("pat");
        assert_eq!((refused.allowed, refused.remaining, refused.retry_after_s), (false, 0, 30));
        assert_eq!(refused.reset_s, 60);
        clock.advance(Duration::from_secs(30));
        assert!(limiter.check("pat").allowed);
        assert!(!limiter.check("pat").allowed);
    }

    #[test]
    fn one_key_does_not_spend_anothers() {
        let (limiter, _) = limiter(1, 60, 10);
        assert!(limiter.check("pat").allowed);
        assert!(limiter.check("sam").allowed);
    }

    #[test]
    fn those_with_a_whole_quota_are_forgotten() {
        let (limiter, clock) = limiter(1, 1, 100);
        for caller in 0..1_000 {
            let _ = limiter.check(&caller.to_string());
        }
        clock.advance(Duration::from_secs(5));
        for _ in 0..SWEEP_EVERY {
            let _ = limiter.check("pat");
        }
        assert!(limiter.keys() <= 2, "{}", limiter.keys());
    }

    #[test]
    fn a_flood_of_keys_stays_bounded() {
        let (limiter, _) = limiter(1, 3_600, 100);
        for caller in 0..50_000 {
            let _ = limiter.check(&caller.to_string());
        }
        let bound = usize::try_from(SWEEP_EVERY + CROWDED_BUCKETS).unwrap();
        assert!(limiter.keys() <= bound, "{}", limiter.keys());
    }
}
