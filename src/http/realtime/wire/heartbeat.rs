//! When to ping, and when a peer that does not answer is gone.

use tokio::time::Instant;

use crate::realtime::limits::{PING_EVERY, PONG_WITHIN};

/// One socket's.
#[derive(Debug)]
pub(super) struct Heartbeat {
    ping_at: Instant,
    /// The last ping's time limit, while nothing was heard since.
    pong_by: Option<Instant>,
}

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// Nothing yet.
    Nothing,
    /// A ping.
    Ping,
    /// The peer is gone.
    Gone,
}

impl Heartbeat {
    /// The first ping comes at a random time, so that sockets opened together do not ping together.
    pub(super) fn begin(now: Instant) -> Self {
        Self { ping_at: now + PING_EVERY.mul_f64(rand::random_range(0.1..=1.0)), pong_by: None }
    }

    /// When to look again.
    pub(super) fn next(&self) -> Instant {
        self.pong_by.unwrap_or(self.ping_at)
    }

    /// The peer sent something: it is there, whatever it was.
    pub(super) fn heard(&mut self) {
        self.pong_by = None;
    }

    /// What is due now; a ping counts as sent.
    pub(super) fn look(&mut self, now: Instant) -> Due {
        if self.pong_by.is_some_and(|by| by <= now) {
            return Due::Gone;
        }
        if self.pong_by.is_some() || self.ping_at > now {
            return Due::Nothing;
        }
        self.ping_at = now + PING_EVERY;
        self.pong_by = Some(now + PONG_WITHIN);
        Due::Ping
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_does_not_answer_a_ping_is_gone_and_who_does_is_pinged_again() {
        let mut heartbeat = Heartbeat::begin(Instant::now());
        let first = heartbeat.next();
        assert_eq!(heartbeat.look(first), Due::Ping);
        assert_eq!(heartbeat.next(), first + PONG_WITHIN);
        assert_eq!(heartbeat.look(first), Due::Nothing);
        heartbeat.heard();
        assert_eq!(heartbeat.look(first + PONG_WITHIN), Due::Nothing);
        let second = heartbeat.next();
        assert_eq!(second, first + PING_EVERY);
        assert_eq!(heartbeat.look(second), Due::Ping);
        assert_eq!(heartbeat.look(second + PONG_WITHIN), Due::Gone);
    }

    #[test]
    fn the_first_ping_is_within_the_interval() {
        let now = Instant::now();
        assert!((0..100).all(|_| Heartbeat::begin(now).next() <= now + PING_EVERY));
    }
}
