//! How long to wait before the next attempt: exponential with full jitter, so that clients do not come back together.

use std::time::Duration;

use rand::{Rng, RngExt};

/// Further doublings would only overflow: every cap is reached long before.
const DOUBLINGS: u32 = 16;

/// The span that delays are drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Backoff {
    /// The longest first delay.
    pub base: Duration,
    /// The longest delay of all.
    pub cap: Duration,
}

impl Backoff {
    /// The delay before attempt number `attempt` (0 is the first retry), drawn evenly from zero to the ceiling.
    pub fn delay(self, attempt: u32, rng: &mut impl Rng) -> Duration {
        let ceiling = self.base.saturating_mul(1 << attempt.min(DOUBLINGS)).min(self.cap);
        ceiling.mul_f64(rng.random::<f64>())
    }
}

impl Default for Backoff {
    /// As the page has it.
    fn default() -> Self {
        Self { base: Duration::from_millis(500), cap: Duration::from_secs(30) }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn delays_fill_the_span_and_the_span_doubles_up_to_the_cap() {
        let mut rng = StdRng::seed_from_u64(1);
        for (attempt, ceiling_ms) in [(0, 500), (1, 1_000), (3, 4_000), (6, 30_000), (u32::MAX, 30_000)] {
            let ceiling = Duration::from_millis(ceiling_ms);
            let delays: Vec<Duration> =
                (0..500).map(|_| Backoff::default().delay(attempt, &mut rng)).collect();
            assert!(delays.iter().all(|delay| *delay <= ceiling), "{attempt}");
            assert!(delays.iter().any(|delay| *delay < ceiling / 10), "{attempt}: not down to zero");
            assert!(delays.iter().any(|delay| *delay > ceiling * 9 / 10), "{attempt}: not up to the ceiling");
        }
    }
}
