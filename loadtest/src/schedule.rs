//! When requests are meant to be sent, drawn before the first one is, and the thread that keeps to it.

use std::thread;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use rand::{Rng, RngExt};

/// How sends are spaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Arrivals {
    /// All gaps are equal.
    Constant,
    /// Gaps are exponential, as of many people who know nothing of each other.
    Poisson,
}

impl Arrivals {
    /// The intended send times within `duration`, as offsets from its start, in order.
    pub fn offsets(self, rate: f64, duration: Duration, rng: &mut impl Rng) -> Vec<Duration> {
        let end_s = duration.as_secs_f64();
        let mut offsets = Vec::new();
        let mut at_s = 0.0;
        while at_s < end_s {
            offsets.push(Duration::from_secs_f64(at_s));
            at_s = match self {
                // From the index, not by adding up gaps, so that rounding does not add up.
                Self::Constant => index_as_f64(offsets.len()) / rate,
                Self::Poisson => at_s - (1.0 - rng.random::<f64>()).ln() / rate,
            };
        }
        offsets
    }
}

#[expect(clippy::cast_precision_loss, reason = "plans are far shorter than 2^52")]
fn index_as_f64(index: usize) -> f64 {
    index as f64
}

/// Calls `send(index, intended)` at each offset after `start`, and never waits for what was sent.
///
/// Blocks; give it a thread of its own. Tokio's timers tick in whole milliseconds, which is as long as a
/// booking takes; a sleeping thread wakes within some 60 µs.
pub fn keep(start: Instant, offsets: &[Duration], mut send: impl FnMut(usize, Instant)) {
    for (index, offset) in offsets.iter().enumerate() {
        let intended = start + *offset;
        let ahead = intended.saturating_duration_since(Instant::now());
        if !ahead.is_zero() {
            thread::sleep(ahead);
        }
        send(index, intended);
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn constant_arrivals_are_evenly_spaced() {
        let offsets = Arrivals::Constant.offsets(4.0, Duration::from_secs(1), &mut StdRng::seed_from_u64(1));
        assert_eq!(offsets, [0, 250, 500, 750].map(Duration::from_millis));
    }

    #[test]
    fn poisson_arrivals_come_at_their_rate_and_repeat_by_seed() {
        let draw = |seed| {
            Arrivals::Poisson.offsets(1_000.0, Duration::from_secs(10), &mut StdRng::seed_from_u64(seed))
        };
        let offsets = draw(7);
        // 10,000 expected with a standard deviation of 100.
        assert!((9_500..10_500).contains(&offsets.len()), "{}", offsets.len());
        assert!(offsets.is_sorted());
        assert_eq!(offsets, draw(7));
        assert_ne!(offsets, draw(8));
    }

    #[test]
    fn a_schedule_that_is_behind_sends_at_once_and_keeps_the_intended_times() {
        let start = Instant::now() - Duration::from_secs(60);
        let offsets = [0, 20_000, 40_000].map(Duration::from_millis);
        let mut seen = Vec::new();
        keep(start, &offsets, |index, intended| seen.push((index, intended - start)));
        assert_eq!(seen, [(0, offsets[0]), (1, offsets[1]), (2, offsets[2])]);
    }
}
