//! What a push service's answer means for one browser, and what those of all browsers come to.

use std::time::Duration;

use crate::domain::channels::{Outcome, Via};

/// What only an operator can put right (another key than the browser subscribed with) is tried again at this pace.
const OPERATOR: Duration = Duration::from_secs(15 * 60);

/// What became of a push to one browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pushed {
    /// The service has it.
    Taken,
    /// The browser takes none any more.
    Gone,
    /// Anything else.
    Not(Outcome),
}

/// Reads an answer by its status.
pub(super) fn read(status: u16, retry_after: Option<Duration>) -> Pushed {
    let reason = format!("the push service answered {status}");
    Pushed::Not(match status {
        200..=299 => return Pushed::Taken,
        404 | 410 => return Pushed::Gone,
        429 => Outcome::RetryAfter { wait: retry_after, reason },
        401 | 403 => Outcome::RetryAfter { wait: Some(OPERATOR), reason },
        500..=599 => Outcome::MaybeSent { reason, via: Via::First },
        _ => Outcome::Dead { reason },
    })
}

/// One browser that took it is enough. Otherwise it is tried again where that may help: a repeat takes the place of the
/// first, if that came through after all.
pub(super) fn of_all(pushed: Vec<Pushed>) -> Outcome {
    if pushed.contains(&Pushed::Taken) {
        return Outcome::Sent { provider_id: None, via: Via::First };
    }
    let hope = |outcome: &Outcome| match outcome {
        Outcome::MaybeSent { .. } => 2,
        Outcome::RetryAfter { .. } => 1,
        _ => 0,
    };
    let failures = pushed.into_iter().filter_map(|pushed| match pushed {
        Pushed::Not(outcome) => Some(outcome),
        Pushed::Taken | Pushed::Gone => None,
    });
    failures
        .max_by_key(hope)
        .unwrap_or_else(|| Outcome::Suppressed { reason: "no browser takes pushes".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_says_what_to_do_next() {
        let wait = |status, given| match read(status, given) {
            Pushed::Not(Outcome::RetryAfter { wait, .. }) => wait.map(|wait| wait.as_secs()),
            other => panic!("{status}: {other:?}"),
        };
        assert_eq!(read(201, None), Pushed::Taken);
        assert_eq!((read(404, None), read(410, None)), (Pushed::Gone, Pushed::Gone));
        assert_eq!(wait(429, Some(Duration::from_secs(7))), Some(7));
        assert_eq!(wait(403, None), Some(15 * 60));
        assert!(matches!(read(503, None), Pushed::Not(Outcome::MaybeSent { .. })));
        for status in [301, 400, 413] {
            assert!(matches!(read(status, None), Pushed::Not(Outcome::Dead { .. })), "{status}");
        }
    }

    #[test]
    fn one_browser_is_enough_and_without_any_nothing_is_sent() {
        assert!(matches!(of_all(vec![read(500, None), Pushed::Taken, Pushed::Gone]), Outcome::Sent { .. }));
        assert!(matches!(of_all(vec![Pushed::Gone]), Outcome::Suppressed { .. }));
        assert!(matches!(of_all(Vec::new()), Outcome::Suppressed { .. }));
        let tried_again = of_all(vec![read(400, None), read(429, None), Pushed::Gone]);
        assert!(matches!(tried_again, Outcome::RetryAfter { .. }));
    }
}
