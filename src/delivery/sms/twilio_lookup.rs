//! Finds a text that an earlier attempt may have sent (`GET /2010-04-01/Accounts/{sid}/Messages.json`).

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use crate::domain::contact::Phone;
use crate::domain::ids::DeliveryId;

/// Twilio's clock and ours may differ by this.
const SKEW: TimeDelta = TimeDelta::minutes(5);
/// More texts than one person gets in the life of a delivery.
const PAGE_SIZE: &str = "100";

#[derive(Deserialize)]
struct Page {
    messages: Vec<Text>,
}

#[derive(Deserialize)]
struct Text {
    sid: Option<String>,
    body: Option<String>,
    date_created: Option<String>,
    status: Option<String>,
}

/// What was taken on and did not go out, or did not arrive, is no text that anybody has.
fn came_to_nothing(status: &str) -> bool {
    matches!(status, "failed" | "undelivered" | "canceled")
}

/// Asks for the texts from us to this number. Not narrowed by `DateSent`: a text still in Twilio's queue has none.
pub(super) fn query<'a>(to: &'a Phone, from: &'a str) -> [(&'static str, &'a str); 3] {
    [("To", to.as_str()), ("From", from), ("PageSize", PAGE_SIZE)]
}

/// The id of the text with this body that was made after the delivery was; `Err` with the reason where the answer
/// does not say.
pub(super) fn find(
    status: u16,
    content: &[u8],
    body: &str,
    delivery: DeliveryId,
) -> Result<Option<String>, String> {
    if status != 200 {
        return Err(format!("Twilio answered {status} to a look-up"));
    }
    let page: Page =
        serde_json::from_slice(content).map_err(|_| "Twilio answered a look-up unreadably".to_owned())?;
    let since = made_at(delivery).map(|made_at| made_at - SKEW);
    // A trial account puts words of its own before the body. The same words may have been sent of an earlier
    // visit at the same hour, so that the date decides; a text without one counts.
    let ours = |text: &Text| {
        let made = text.date_created.as_deref().and_then(|date| DateTime::parse_from_rfc2822(date).ok());
        text.body.as_deref().is_some_and(|said| said.ends_with(body))
            && !text.status.as_deref().is_some_and(came_to_nothing)
            && made.is_none_or(|made| since.is_none_or(|since| made >= since))
    };
    Ok(page.messages.into_iter().filter(ours).find_map(|text| text.sid))
}

/// A delivery's id holds the time it was made at (RFC 9562 §5.7).
fn made_at(delivery: DeliveryId) -> Option<DateTime<Utc>> {
    let (seconds, nanos) = delivery.0.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::canned;

    fn found(content: &str) -> Result<Option<String>, String> {
        find(200, content.as_bytes(), "Hello", DeliveryId::new(canned::now()))
    }

    fn page(body: &str, date_created: &str) -> String {
        format!(r#"{{"messages":[{{"sid":"SM9","body":"{body}","date_created":{date_created}}}]}}"#)
    }

    #[test]
    fn the_same_words_after_the_delivery_was_made_are_ours() {
        let ours = Ok(Some("SM9".to_owned()));
        assert_eq!(found(&page("Hello", "\"Sat, 01 Nov 2025 08:00:02 +0000\"")), ours);
        assert_eq!(found(&page("Sent from your Twilio trial account - Hello", "null")), ours);
    }

    #[test]
    fn other_words_or_an_earlier_text_are_not() {
        assert_eq!(found(&page("Hello you", "null")), Ok(None));
        assert_eq!(found(&page("Hello", "\"Fri, 31 Oct 2025 08:00:00 +0000\"")), Ok(None));
        assert_eq!(found(r#"{"messages":[]}"#), Ok(None));
    }

    #[test]
    fn a_text_that_did_not_arrive_is_none_that_anybody_has() {
        let page = |status: &str| {
            format!(
                r#"{{"messages":[{{"sid":"SM9","body":"Hello","date_created":null,"status":"{status}"}}]}}"#
            )
        };
        for status in ["failed", "undelivered", "canceled"] {
            assert_eq!(found(&page(status)), Ok(None), "{status}");
        }
        assert_eq!(found(&page("queued")), Ok(Some("SM9".to_owned())));
    }

    #[test]
    fn an_answer_that_does_not_say_is_no_answer() {
        assert!(found("{}").is_err());
        assert!(find(500, b"", "Hello", DeliveryId::new(canned::now())).is_err());
    }
}
