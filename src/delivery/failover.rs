//! A channel with two providers: the second one is asked where the first refused, and only then.

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::delivery::channel::Channel;
use crate::domain::breaker::{Breaker, Passage};
use crate::domain::channels::{ChannelKind, Outcome, Outgoing, Via};
use crate::domain::clock::SharedClock;

/// Two providers, each behind a circuit breaker of its own, so that a first one that is down is not asked each time.
///
/// A message goes on to the second one only where the first has definitely not taken it. Where one of them may have taken
/// it, that one is asked until it says so or not: the other one would send it twice.
pub struct Failover<C> {
    providers: [C; 2],
    breakers: [Mutex<Breaker>; 2],
    clock: SharedClock,
}

impl<C: Channel> Failover<C> {
    /// `first`, and `second` where it fails.
    #[must_use]
    pub fn new(first: C, second: C, clock: SharedClock) -> Self {
        Self { providers: [first, second], breakers: Default::default(), clock }
    }

    fn breaker(&self, via: Via) -> MutexGuard<'_, Breaker> {
        self.breakers[via as usize].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks a provider, unless its circuit is open.
    ///
    /// # Errors
    /// When it may be asked again.
    async fn ask(&self, via: Via, outgoing: &Outgoing) -> Result<Outcome, DateTime<Utc>> {
        let now = self.clock.now();
        {
            let mut breaker = self.breaker(via);
            match breaker.passage(now) {
                Passage::Free => {}
                Passage::One => breaker.probe(now),
                Passage::Shut(until) => return Err(until),
            }
        }
        let outcome = self.providers[via as usize].send(outgoing).await.by(via);
        let mut breaker = self.breaker(via);
        match &outcome {
            blaming if blaming.blames_the_provider() => {
                if breaker.failed(self.clock.now()) {
                    tracing::warn!(
                        channel = self.kind().as_str(),
                        provider = via.as_str(),
                        "a provider fails"
                    );
                }
            }
            Outcome::PutBack { .. } | Outcome::Suppressed { .. } => breaker.undecided(now),
            _ => breaker.succeeded(),
        }
        Ok(outcome)
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
