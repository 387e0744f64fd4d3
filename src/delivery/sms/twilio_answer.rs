//! What Twilio's answer to a text means.

use std::time::Duration;

use serde::Deserialize;

use crate::delivery::sms::twilio_codes;
use crate::domain::channels::{Outcome, Via};

/// What only an operator can put right (wrong credentials, a closed account) is tried again at this pace.
const OPERATOR: Duration = Duration::from_secs(15 * 60);

/// Of an accepted message only the id counts; its `status` may be one that did not exist when this was written.
#[derive(Deserialize)]
struct Accepted {
    sid: String,
}

#[derive(Deserialize)]
struct Refused {
    code: u32,
}

/// Reads an answer; `retry_after` is how long it asks us to wait.
///
/// 401, 403 and 404 say that the account's settings are wrong, which is no fault of the text: it waits. An answer
/// that cannot be read leaves open whether the text went out, unless it is a 429, which only says no.
pub(super) fn outcome(status: u16, retry_after: Option<Duration>, content: &[u8]) -> Outcome {
    let code = serde_json::from_slice::<Refused>(content).ok().map(|refused| refused.code);
    let named = |code: Option<u32>| code.map_or_else(String::new, |code| format!(" (code {code})"));
    let reason = format!("Twilio answered {status}{}", named(code));
    match (status, code) {
        (200..=299, _) => match serde_json::from_slice::<Accepted>(content) {
            Ok(Accepted { sid }) => Outcome::Sent { provider_id: Some(sid), via: Via::First },
            Err(_) => Outcome::MaybeSent { reason: format!("{reason}, unreadably"), via: Via::First },
        },
        (429, _) => Outcome::TooMany { wait: retry_after, reason },
        (401 | 403 | 404, Some(_)) => Outcome::Unavailable { wait: Some(OPERATOR), reason },
        (400..=499, Some(code)) => match twilio_codes::bar(code) {
            Some(bar) => Outcome::Barred { bar, reason },
            None => Outcome::Dead { reason },
        },
        _ => Outcome::MaybeSent { reason, via: Via::First },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bars::Bar;

    fn of(status: u16, retry_after_s: Option<u64>, content: &str) -> Outcome {
        outcome(status, retry_after_s.map(Duration::from_secs), content.as_bytes())
    }

    fn again(wait: Option<u64>, reason: &str) -> Outcome {
        Outcome::TooMany { wait: wait.map(Duration::from_secs), reason: reason.to_owned() }
    }

    #[test]
    fn an_accepted_text_is_sent_whatever_its_status_is_called() {
        for status in ["queued", "accepted", "scheduled", "read", "canceled", "not-invented-yet"] {
            let content = format!(r#"{{"sid":"SM1","status":"{status}"}}"#);
            assert_eq!(
                of(201, None, &content),
                Outcome::Sent { provider_id: Some("SM1".to_owned()), via: Via::First }
            );
        }
    }

    #[test]
    fn too_many_requests_wait_as_long_as_asked() {
        let reason = "Twilio answered 429 (code 20429)";
        let content = r#"{"code":20429}"#;
        assert_eq!(of(429, Some(30), content), again(Some(30), reason));
        assert_eq!(of(429, None, content), again(None, reason));
        assert_eq!(of(429, None, "<html>"), again(None, "Twilio answered 429"));
    }

    #[test]
    fn who_said_stop_is_left_alone() {
        let content = r#"{"code":21610,"message":"unsubscribed recipient +442079460958","status":400}"#;
        let reason = "Twilio answered 400 (code 21610)".to_owned();
        assert_eq!(of(400, None, content), Outcome::Barred { bar: Bar::Stopped, reason });
    }

    #[test]
    fn a_bad_number_is_final_and_is_not_repeated() {
        let content = r#"{"code":21211,"message":"Invalid 'To' +442079460958","status":400}"#;
        let reason = "Twilio answered 400 (code 21211)".to_owned();
        assert_eq!(of(400, None, content), Outcome::Barred { bar: Bar::Unreachable, reason });
    }

    #[test]
    fn a_bad_text_says_nothing_of_the_number() {
        let reason = "Twilio answered 400 (code 21617)".to_owned();
        assert_eq!(of(400, None, r#"{"code":21617}"#), Outcome::Dead { reason });
    }

    #[test]
    fn wrong_credentials_kill_no_text() {
        let reason = "Twilio answered 401 (code 20003)".to_owned();
        let expected = Outcome::Unavailable { wait: Some(OPERATOR), reason };
        assert_eq!(of(401, None, r#"{"code":20003}"#), expected);
    }

    #[test]
    fn what_leaves_it_open_is_looked_up_later() {
        for (status, content) in
            [(201, "<html>"), (201, "{}"), (500, ""), (503, "{\"code\":20500}"), (400, "no"), (302, "")]
        {
            assert!(matches!(of(status, None, content), Outcome::MaybeSent { .. }), "{status} {content}");
        }
    }
}
