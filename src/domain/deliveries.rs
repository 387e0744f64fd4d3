//! When a message is tried again, and when it is given up.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::bars::Bar;
use crate::domain::channels::{Outcome, Via};

/// A message is given up after this many attempts: with the delays below, after about a day. Who replays it gives it as many
/// more.
pub const MAX_ATTEMPTS: i32 = 12;
/// The first delay is drawn from `0..=FIRST_DELAY`, each further one from twice as much.
const FIRST_DELAY: Duration = Duration::from_secs(10);
/// No delay is longer.
const MAX_DELAY: Duration = Duration::from_secs(6 * 3600);

/// So long a message waits for a provider that may have it and cannot be asked.
const DOUBT: TimeDelta = TimeDelta::hours(24);

/// What becomes of a delivery after an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The provider has it.
    Sent {
        /// What the provider calls it.
        provider_id: Option<String>,
        /// Which provider.
        via: Via,
    },
    /// Another attempt is due.
    Again {
        /// Not before this instant.
        run_at: DateTime<Utc>,
        /// It must be looked up first: this provider may have it.
        maybe_sent: Option<Via>,
        /// For the delivery log.
        reason: String,
    },
    /// Nothing was begun: it is claimed again, and the attempt is not counted.
    PutBack {
        /// Not before this instant.
        run_at: DateTime<Utc>,
        /// For the delivery log.
        reason: String,
        /// For its reader's sake, not the provider's.
        deferred: bool,
    },
    /// It must not be sent.
    Suppressed {
        /// For the delivery log.
        reason: String,
    },
    /// It will not be sent again by itself.
    Dead {
        /// This provider may have it all the same: whoever replays it has it looked up first.
        maybe_sent: Option<Via>,
        /// For the delivery log.
        reason: String,
    },
}

/// Draws the delay after `attempt` (1 for the first): exponential with full jitter, `chance` in `0.0..1.0`.
#[must_use]
pub fn backoff(attempt: i32, chance: f64) -> Duration {
    let doublings = u32::try_from(attempt.clamp(1, 20) - 1).unwrap_or(0);
    FIRST_DELAY.saturating_mul(1 << doublings).min(MAX_DELAY).mul_f64(chance)
}

/// What becomes of a delivery whose `attempt`, of at most `allowed`, ended in `outcome`.
#[must_use]
pub fn judge(outcome: Outcome, attempt: i32, allowed: i32, now: DateTime<Utc>, chance: f64) -> Verdict {
    let (wait, maybe_sent, reason) = match outcome {
        Outcome::Sent { provider_id, via } => return Verdict::Sent { provider_id, via },
        Outcome::PutBack { until, reason, deferred } => {
            return Verdict::PutBack { run_at: until, reason, deferred };
        }
        Outcome::Suppressed { reason } => return Verdict::Suppressed { reason },
        Outcome::Barred { bar: Bar::Stopped, reason } => return Verdict::Suppressed { reason },
        Outcome::Barred { bar: Bar::Unreachable, reason } | Outcome::Dead { reason } => {
            return Verdict::Dead { maybe_sent: None, reason };
        }
        Outcome::RetryAfter { wait, reason }
        | Outcome::Unavailable { wait, reason }
        | Outcome::TooMany { wait, reason } => (wait, None, reason),
        Outcome::MaybeSent { reason, via } => (None, Some(via), reason),
    };
    if attempt >= allowed {
        return Verdict::Dead { maybe_sent, reason: format!("gave up after {attempt} attempts: {reason}") };
    }
    // Who asks for a second each time must not use up the attempts of a day in twelve of them.
    let delay = backoff(attempt, chance).max(wait.unwrap_or_default());
    let run_at = now + TimeDelta::from_std(delay).unwrap_or(TimeDelta::days(1));
    Verdict::Again { run_at, maybe_sent, reason }
}

/// A message that may have been sent waits for the provider that knows, and for no other. Where that one could not be asked
/// since `asked_at`, a day ago or more, and cannot be now, the message is given up.
#[must_use]
pub fn end_of_doubt(
    outcome: &Outcome,
    via: Via,
    asked_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Option<Verdict> {
    let Outcome::PutBack { reason, deferred: false, .. } = outcome else { return None };
    let long_ago = asked_at.is_some_and(|at| at + DOUBT <= now);
    let reason = format!("whether it was sent could not be found out for a day: {reason}");
    long_ago.then_some(Verdict::Dead { maybe_sent: Some(via), reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn retry() -> Outcome {
        Outcome::RetryAfter { wait: None, reason: "down".into() }
    }

    #[test]
    fn delays_double_up_to_a_bound() {
        let seconds: Vec<_> = [1, 2, 3, 10, 20].map(|attempt| backoff(attempt, 1.0).as_secs()).into();
        assert_eq!(seconds, [10, 20, 40, 5120, 21600]);
        assert_eq!(backoff(5, 0.0), Duration::ZERO);
    }

    #[test]
    fn the_last_attempt_ends_in_a_dead_letter() {
        assert!(matches!(judge(retry(), MAX_ATTEMPTS - 1, MAX_ATTEMPTS, NOW, 0.5), Verdict::Again { .. }));
        assert!(matches!(judge(retry(), MAX_ATTEMPTS, MAX_ATTEMPTS, NOW, 0.5), Verdict::Dead { .. }));
    }

    #[test]
    fn a_dead_letter_that_may_have_been_sent_says_so() {
        let outcome = Outcome::MaybeSent { reason: "no answer".into(), via: Via::First };
        let verdict = judge(outcome, MAX_ATTEMPTS, MAX_ATTEMPTS, NOW, 0.5);
        assert!(matches!(verdict, Verdict::Dead { maybe_sent: Some(Via::First), .. }));
    }

    #[test]
    fn the_providers_own_delay_is_kept() {
        let outcome = Outcome::RetryAfter { wait: Some(Duration::from_secs(42)), reason: "429".into() };
        let Verdict::Again { run_at, .. } = judge(outcome, 1, MAX_ATTEMPTS, NOW, 0.0) else {
            panic!("not retried")
        };
        assert_eq!(run_at, NOW + TimeDelta::seconds(42));
    }

    #[test]
    fn a_provider_that_asks_for_a_second_each_time_does_not_use_up_a_day_of_attempts() {
        let outcome = Outcome::TooMany { wait: Some(Duration::from_secs(1)), reason: "429".into() };
        let Verdict::Again { run_at, .. } = judge(outcome, 11, MAX_ATTEMPTS, NOW, 1.0) else {
            panic!("not retried")
        };
        assert_eq!(run_at, NOW + TimeDelta::seconds(10_240));
    }

    #[test]
    fn what_may_have_been_sent_is_looked_up_before_it_is_sent_again() {
        let verdict = judge(
            Outcome::MaybeSent { reason: "no answer".into(), via: Via::Second },
            1,
            MAX_ATTEMPTS,
            NOW,
            0.5,
        );
        assert!(matches!(verdict, Verdict::Again { maybe_sent: Some(Via::Second), .. }));
    }

    #[test]
    fn doubt_about_a_provider_that_is_away_ends_after_a_day() {
        let away = |deferred| Outcome::PutBack { until: NOW, reason: "away".into(), deferred };
        let day = Some(NOW - TimeDelta::days(1));
        let end = |outcome: &Outcome, asked_at| end_of_doubt(outcome, Via::Second, asked_at, NOW);
        assert!(matches!(end(&away(false), day), Some(Verdict::Dead { maybe_sent: Some(Via::Second), .. })));
        assert_eq!(end(&away(false), Some(NOW - TimeDelta::hours(23))), None, "not yet");
        assert_eq!(end(&away(false), None), None, "no doubt");
        assert_eq!(end(&away(true), day), None, "its reader sleeps");
        assert_eq!(end(&retry(), day), None, "the provider was asked");
    }
}
