//! How many frames a client may send: 50 a second (GCRA), and as many at once as it takes to subscribe to everything again.

use std::time::Duration;

use tokio::time::Instant;

use crate::realtime::limits::{CLIENT_FRAMES_PER_SECOND, TOPICS_PER_SOCKET};

const INTERVAL: Duration = Duration::from_millis(1000 / CLIENT_FRAMES_PER_SECOND as u64);
const BURST: u32 = CLIENT_FRAMES_PER_SECOND + TOPICS_PER_SOCKET as u32;

/// One socket's.
#[derive(Debug, Default)]
pub(super) struct Budget {
    /// When all of it will have come back.
    whole_at: Option<Instant>,
}

impl Budget {
    /// Spends one frame, if there is one.
    pub(super) fn spend(&mut self, now: Instant) -> bool {
        let whole_at = self.whole_at.map_or(now, |whole_at| whole_at.max(now)) + INTERVAL;
        let allowed = whole_at - now <= INTERVAL * BURST;
        if allowed {
            self.whole_at = Some(whole_at);
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_may_subscribe_to_everything_and_then_there_are_fifty_a_second() {
        let mut budget = Budget::default();
        let start = Instant::now();
        assert!((0..BURST).all(|_| budget.spend(start)));
        assert!(!budget.spend(start));
        let later = start + Duration::from_secs(1);
        assert!((0..CLIENT_FRAMES_PER_SECOND).all(|_| budget.spend(later)));
        assert!(!budget.spend(later));
    }
}
