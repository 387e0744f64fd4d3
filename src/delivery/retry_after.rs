//! `Retry-After` (RFC 9110 §10.2.3): seconds, or a date.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// A longer one is not believed.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// How long an answer asks us to wait; `now` is what a date counts from. None where it does not say.
#[must_use]
pub fn of(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    read(headers.get(RETRY_AFTER)?.to_str().ok()?, now)
}

fn read(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    let text = text.trim();
    let wait = match text.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let until = DateTime::parse_from_rfc2822(text).ok()?;
            (until.to_utc() - now).to_std().unwrap_or(Duration::ZERO)
        }
    };
    Some(wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::canned;

    #[test]
    fn seconds_and_dates_are_read_and_nothing_waits_longer_than_a_day() {
        let read = |text| read(text, canned::now()).map(|wait| wait.as_secs());
        assert_eq!(read("30"), Some(30));
        assert_eq!(read("Sat, 01 Nov 2025 08:02:00 GMT"), Some(120));
        assert_eq!(read("Sat, 01 Nov 2025 07:00:00 GMT"), Some(0));
        assert_eq!(read("99999999999"), Some(24 * 3600));
        assert_eq!(read("soon"), None);
    }
}
