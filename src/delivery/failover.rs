//! A channel with two providers: the second one is asked where the first refused, and only then.

use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures::FutureExt;
use tokio::time::timeout;

use crate::delivery::channel::Channel;
use crate::domain::breaker::{Breaker, Passage};
use crate::domain::channels::{ChannelKind, Outcome, Outgoing, Via};
use crate::domain::clock::SharedClock;

/// A provider that takes longer hangs. Two of these are less than what an attempt may take in all, so that it is always
/// known which of them did.
const LIMIT: Duration = Duration::from_secs(140);

/// Two providers, each behind a circuit breaker of its own, so that a first one that is down is not asked each time.
///
/// A message goes on to the second one only where the first has definitely not taken it. Where one of them may have taken
/// it, that one is asked until it says so or not: the other one would send it twice.
pub struct Failover<C> {
    providers: [C; 2],
    doors: [Mutex<Door>; 2],
    clock: SharedClock,
}

/// What stands before a provider.
#[derive(Debug, Default)]
struct Door {
    breaker: Breaker,
    /// It asked to be left alone until then.
    paused_until: DateTime<Utc>,
}

impl Door {
    /// Goes through, unless it is shut.
    ///
    /// # Errors
    /// When it opens.
    fn pass(&mut self, now: DateTime<Utc>) -> Result<(), DateTime<Utc>> {
        if now < self.paused_until {
            return Err(self.paused_until);
        }
        match self.breaker.passage(now) {
            Passage::Free => {}
            Passage::One => self.breaker.probe(now),
            Passage::Shut(until) => return Err(until),
        }
        Ok(())
    }

    /// Learns what came of it. Says whether that opened a circuit that was closed.
    fn learn(&mut self, outcome: &Outcome, now: DateTime<Utc>) -> bool {
        if let Some(pause) = outcome.pause() {
            self.paused_until = self.paused_until.max(now + pause);
        }
        match outcome {
            blaming if blaming.blames_the_provider() => return self.breaker.failed(now),
            // Whether it is well is seen when it takes something.
            Outcome::TooMany { .. } | Outcome::PutBack { .. } | Outcome::Suppressed { .. } => {
                self.breaker.undecided(now);
            }
            _ => self.breaker.succeeded(),
        }
        false
    }
}

impl<C: Channel> Failover<C> {
    /// `first`, and `second` where it fails.
    #[must_use]
    pub fn new(first: C, second: C, clock: SharedClock) -> Self {
        Self { providers: [first, second], doors: Default::default(), clock }
    }

    fn door(&self, via: Via) -> MutexGuard<'_, Door> {
        self.doors[via as usize].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks a provider, unless its door is shut.
    ///
    /// # Errors
    /// When it may be asked again.
    async fn ask(&self, via: Via, outgoing: &Outgoing) -> Result<Outcome, DateTime<Utc>> {
        self.door(via).pass(self.clock.now())?;
        let outcome = self.send_by(via, outgoing).await.by(via);
        if self.door(via).learn(&outcome, self.clock.now()) {
            tracing::warn!(channel = self.kind().as_str(), provider = via.as_str(), "a provider fails");
        }
        Ok(outcome)
    }

    /// A provider that hangs, and one whose code panics, may have sent it: it must be known which one that was.
    async fn send_by(&self, via: Via, outgoing: &Outgoing) -> Outcome {
        let sending = AssertUnwindSafe(self.providers[via as usize].send(outgoing)).catch_unwind();
        let lost = |reason: &str| Outcome::MaybeSent { reason: reason.to_owned(), via };
        match timeout(LIMIT, sending).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => lost("the channel panicked"),
            Err(_) => lost("the channel hung"),
        }
    }
}

#[async_trait]
impl<C: Channel> Channel for Failover<C> {
    fn kind(&self) -> ChannelKind {
        self.providers[0].kind()
    }

    async fn send(&self, outgoing: &Outgoing) -> Outcome {
        let put_back = |until| {
            let reason = "every provider is away".to_owned();
            Outcome::PutBack { until, reason, deferred: false }
        };
        if outgoing.maybe_sent {
            let asked = self.ask(outgoing.via.unwrap_or(Via::First), outgoing).await;
            return asked.unwrap_or_else(put_back);
        }
        let first = self.ask(Via::First, outgoing).await;
        let refused = match first {
            Ok(refusal @ (Outcome::Unavailable { .. } | Outcome::TooMany { .. })) => Ok(refusal),
            Ok(outcome) => return outcome,
            Err(until) => Err(until),
        };
        match (refused, self.ask(Via::Second, outgoing).await) {
            (_, Ok(outcome)) | (Ok(outcome), Err(_)) => outcome,
            (Err(first), Err(second)) => put_back(first.min(second)),
        }
    }
}

#[cfg(test)]
#[path = "failover_tests.rs"]
mod tests;
