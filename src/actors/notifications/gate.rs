//! What stands between a channel and its provider: the circuit breaker, the pace, a pause that was asked for, and the
//! restraint towards each person. One a channel and node; it outlives the workers, and whoever shows figures looks at it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use crate::delivery::channel::Channel;
use crate::domain::breaker::{Breaker, Passage, Standing};
use crate::domain::channels::{ChannelKind, Outcome};
use crate::domain::ids::DeliveryId;
use crate::domain::pace::Pace;
use crate::domain::restraint::Restraint;
use crate::storage::deliveries::Claimed;

/// What nobody may hold up, nor a person's restraint.
const URGENT: i16 = 1;

/// How much a channel may send.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    /// Messages a second; none for as many as there are.
    pub per_second: Option<u32>,
    /// Messages to one person in ten minutes that are not urgent; 0 for as many as there are.
    pub per_person: u32,
}

impl Measure {
    /// For what nobody stands behind.
    pub const UNLIMITED: Self = Self { per_second: None, per_person: 0 };
}

/// A way out, and how much it may send.
pub type Measured = (Arc<dyn Channel>, Measure);

/// The gate of one channel.
#[derive(Debug, Clone)]
pub struct Gate {
    channel: ChannelKind,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    breaker: Breaker,
    /// The message that is sent to see whether the provider is back.
    probe: Option<DeliveryId>,
    pace: Option<Pace>,
    paused_until: DateTime<Utc>,
    restraint: Restraint,
}

impl Gate {
    /// An open gate.
    #[must_use]
    pub fn new(channel: ChannelKind, measure: Measure) -> Self {
        let state = State {
            breaker: Breaker::default(),
            probe: None,
            pace: measure.per_second.map(Pace::new),
            paused_until: DateTime::UNIX_EPOCH,
            restraint: Restraint::new(measure.per_person),
        };
        Self { channel, state: Arc::new(Mutex::new(state)) }
    }

    /// How the circuit stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.state().breaker.standing()
    }

    /// Whose, and how its circuit stands.
    #[must_use]
    pub fn standing_of(&self) -> (ChannelKind, Standing) {
        (self.channel, self.standing())
    }

    /// How many messages may be claimed, where there is room for so many.
    pub fn room(&self, free: usize, now: DateTime<Utc>) -> usize {
        let mut state = self.state();
        if now < state.paused_until {
            return 0;
        }
        let room = state.pace.as_mut().map_or(free, |pace| pace.available(now).min(free));
        match state.breaker.passage(now) {
            Passage::Free => room,
            Passage::One => room.min(1),
            Passage::Shut(_) => 0,
        }
    }

    /// These were claimed. Where only one may pass, the first of them is the one.
    pub fn claimed(&self, claimed: &[Claimed], now: DateTime<Utc>) {
        let Some(first) = claimed.first() else { return };
        let mut state = self.state();
        if let Some(pace) = &mut state.pace {
            pace.take(claimed.len(), now);
        }
        if state.breaker.passage(now) == Passage::One {
            state.breaker.probe(now);
            state.probe = Some(first.id);
        }
    }

    /// Whether a message may be begun that was claimed some time ago.
    ///
    /// # Errors
    /// That it is put back: until then the provider, or the person, is to be left alone.
    pub fn admit(&self, claimed: &Claimed, now: DateTime<Utc>) -> Result<(), Outcome> {
        let put_back =
            |until, reason: &str| Outcome::PutBack { until, reason: reason.to_owned(), deferred: false };
        let mut state = self.state();
        let probe = state.probe == Some(claimed.id);
        if !probe && state.breaker.standing() != Standing::Closed {
            // Due at once: another node may have a better way to the provider, and this one claims nothing.
            return Err(put_back(now, "the provider is away"));
        }
        if !probe && now < state.paused_until {
            return Err(put_back(state.paused_until, "the provider asked for a pause"));
        }
        if claimed.priority == URGENT {
            return Ok(());
        }
        let admitted = state.restraint.admit(claimed.user_id, claimed.id, now);
        admitted.map_err(|until| {
            let reason = "they were sent a lot just now".to_owned();
            Outcome::PutBack { until, reason, deferred: true }
        })
    }

    /// A message that was claimed went no further: the provider was not asked.
    pub fn not_asked(&self, claimed: &Claimed, now: DateTime<Utc>) {
        let mut state = self.state();
        state.restraint.retract(claimed.user_id, claimed.id);
        if let Some(pace) = &mut state.pace {
            pace.give_back();
        }
        if state.end_probe(claimed.id) {
            state.breaker.undecided(now);
        }
    }

    /// What became of a message that was begun.
    pub fn settled(&self, claimed: &Claimed, outcome: &Outcome, now: DateTime<Utc>) {
        if matches!(outcome, Outcome::PutBack { .. } | Outcome::Suppressed { .. }) {
            return self.not_asked(claimed, now);
        }
        let mut state = self.state();
        if !matches!(outcome, Outcome::Sent { .. } | Outcome::MaybeSent { .. }) {
            state.restraint.retract(claimed.user_id, claimed.id);
        }
        if let Some(pause) = outcome.pause() {
            state.paused_until = state.paused_until.max(now + pause);
        }
        let probe = state.end_probe(claimed.id);
        // Pushes go to as many services as people choose, and to what they name as one: none of them shuts out the others.
        let at_fault = outcome.blames_the_provider() && self.channel != ChannelKind::Push;
        if at_fault {
            if state.breaker.failed(now) {
                tracing::warn!(channel = self.channel.as_str(), "the provider fails; it is left alone");
            }
        } else if probe || state.breaker.standing() == Standing::Closed {
            // A late answer to what was begun before the circuit opened does not close it.
            state.breaker.succeeded();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Whether this message was the probe; it is no longer.
    fn end_probe(&mut self, delivery: DeliveryId) -> bool {
        self.probe.take_if(|probe| *probe == delivery).is_some()
    }
}

#[cfg(test)]
#[path = "gate_tests.rs"]
mod tests;
