//! A circuit breaker: who does not answer is not asked by everybody in turn, but by one, now and then.

use chrono::{DateTime, TimeDelta, Utc};

/// So many failures in a row open the circuit; any success starts the count anew.
const FAILURES: u32 = 5;
/// Until the first probe.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(5);
/// Each probe that fails doubles the wait for the next one, up to this.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(5);

/// How a circuit stands, for those who look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Everything goes through.
    Closed,
    /// Nothing does.
    Open,
    /// One goes through, to see.
    HalfOpen,
}

impl Standing {
    /// The name that is shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half_open",
        }
    }
}

/// What may go through now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// As much as there is.
    Free,
    /// One, whose outcome decides; tell the breaker with [`Breaker::probe`] that it went.
    One,
    /// Nothing before this instant.
    Shut(DateTime<Utc>),
}

/// The circuit to one provider. Closed until five failures in a row open it; then one probe is due after 5 s, and after
/// twice as long each time it fails, up to 5 min; the first success closes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breaker {
    state: State,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Closed { failures: u32 },
    Open { wait: TimeDelta, until: DateTime<Utc> },
    // A probe of which nothing is heard until then was lost with whoever sent it: another one is due.
    HalfOpen { wait: TimeDelta, until: DateTime<Utc> },
}

impl Default for Breaker {
    fn default() -> Self {
        Self { state: State::Closed { failures: 0 } }
    }
}

impl Breaker {
    /// How it stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match self.state {
            State::Closed { .. } => Standing::Closed,
            State::Open { .. } => Standing::Open,
            State::HalfOpen { .. } => Standing::HalfOpen,
        }
    }

    /// What may go through.
    #[must_use]
    pub fn passage(&self, now: DateTime<Utc>) -> Passage {
        match self.state {
            State::Closed { .. } => Passage::Free,
            State::Open { until, .. } | State::HalfOpen { until, .. } if now < until => Passage::Shut(until),
            State::Open { .. } | State::HalfOpen { .. } => Passage::One,
        }
    }

    /// The one that may go through went.
    pub fn probe(&mut self, now: DateTime<Utc>) {
        if let State::Open { wait, .. } | State::HalfOpen { wait, .. } = self.state {
            self.state = State::HalfOpen { wait, until: now + LONGEST_WAIT };
        }
    }

    /// The provider answered as one that is well, be it with a no.
    pub fn succeeded(&mut self) {
        self.state = State::Closed { failures: 0 };
    }

    /// The probe ended before the provider was asked: another one may go at once.
    pub fn undecided(&mut self, now: DateTime<Utc>) {
        if let State::HalfOpen { wait, .. } = self.state {
            self.state = State::Open { wait, until: now };
        }
    }

    /// The provider failed. Says whether that opened a circuit that was closed.
    pub fn failed(&mut self, now: DateTime<Utc>) -> bool {
        let (wait, opened) = match self.state {
            State::Closed { failures } if failures + 1 < FAILURES => {
                self.state = State::Closed { failures: failures + 1 };
                return false;
            }
            State::Closed { .. } => (FIRST_WAIT, true),
            // What was begun before the circuit opened ends later; it says nothing new.
            State::Open { .. } => return false,
            State::HalfOpen { wait, .. } => ((wait * 2).min(LONGEST_WAIT), false),
        };
        self.state = State::Open { wait, until: now + wait };
        opened
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn open() -> Breaker {
        let mut breaker = Breaker::default();
        let opened: Vec<bool> = (0..5).map(|_| breaker.failed(NOW)).collect();
        assert_eq!(opened, [false, false, false, false, true]);
        breaker
    }

    #[test]
    fn five_failures_in_a_row_open_it_and_a_success_between_them_does_not() {
        let mut breaker = Breaker::default();
        for _ in 0..4 {
            breaker.failed(NOW);
        }
        breaker.succeeded();
        for _ in 0..4 {
            breaker.failed(NOW);
        }
        assert_eq!((breaker.standing(), breaker.passage(NOW)), (Standing::Closed, Passage::Free));
        assert_eq!(open().standing(), Standing::Open);
    }

    #[test]
    fn one_goes_through_when_the_wait_is_over_and_nobody_with_it() {
        let mut breaker = open();
        let due = NOW + TimeDelta::seconds(5);
        assert_eq!(breaker.passage(due - TimeDelta::milliseconds(1)), Passage::Shut(due));
        assert_eq!(breaker.passage(due), Passage::One);
        breaker.probe(due);
        assert_eq!(breaker.standing(), Standing::HalfOpen);
        assert!(matches!(breaker.passage(due), Passage::Shut(_)));
        breaker.succeeded();
        assert_eq!(breaker.passage(due), Passage::Free);
    }

    #[test]
    fn the_wait_doubles_up_to_a_bound() {
        let (mut breaker, mut now, mut waits) = (open(), NOW, Vec::new());
        for _ in 0..8 {
            let Passage::Shut(until) = breaker.passage(now) else { panic!("not shut") };
            waits.push((until - now).num_seconds());
            now = until;
            breaker.probe(now);
            breaker.failed(now);
        }
        assert_eq!(waits, [5, 10, 20, 40, 80, 160, 300, 300]);
    }

    #[test]
    fn what_was_begun_before_it_opened_does_not_lengthen_the_wait() {
        let mut breaker = open();
        let before = breaker.clone();
        assert!(!breaker.failed(NOW + TimeDelta::seconds(3)));
        assert_eq!(breaker, before);
    }

    #[test]
    fn a_probe_that_never_reached_the_provider_is_followed_by_another_at_once() {
        let (mut breaker, due) = (open(), NOW + TimeDelta::seconds(5));
        breaker.probe(due);
        breaker.undecided(due);
        assert_eq!((breaker.standing(), breaker.passage(due)), (Standing::Open, Passage::One));
    }

    #[test]
    fn a_probe_that_was_lost_is_followed_by_another() {
        let mut breaker = open();
        breaker.probe(NOW + TimeDelta::seconds(5));
        assert_eq!(breaker.passage(NOW + TimeDelta::minutes(6)), Passage::One);
    }
}
