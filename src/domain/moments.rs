//! Ends of a range that are given as a day or as an instant.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::domain::days;
use crate::domain::intervals::Interval;

/// A day of the zone it is read in, or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Moment {
    /// All of the day.
    Day(NaiveDate),
    /// Exactly then.
    At(DateTime<Utc>),
}

impl Moment {
    /// From here to another: days count whole.
    #[must_use]
    pub fn until(self, end: Self, zone: Tz) -> Interval {
        let whole = |day| days::between(day, day, zone);
        let start = match self {
            Self::Day(day) => whole(day).start,
            Self::At(at) => at,
        };
        let end = match end {
            Self::Day(day) => whole(day).end,
            Self::At(at) => at,
        };
        Interval { start, end }
    }

    /// The day; of an instant that of UTC.
    #[must_use]
    pub fn date(self) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::At(at) => at.date_naive(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Moment {
        serde_json::from_value(text.into()).unwrap()
    }

    #[test]
    fn days_are_those_of_the_zone_and_count_whole() {
        let day = read("2026-11-24");
        let Interval { start, end } = day.until(day, chrono_tz::Asia::Tokyo);
        assert_eq!(start.to_rfc3339(), "2026-11-23T15:00:00+00:00");
        assert_eq!(end.to_rfc3339(), "2026-11-24T15:00:00+00:00");
    }

    #[test]
    fn instants_are_instants_anywhere() {
        let (from, to) = (read("2026-11-24T08:00:00Z"), read("2026-11-24T10:00:00+01:00"));
        let Interval { start, end } = from.until(to, chrono_tz::Asia::Tokyo);
        assert_eq!((end - start).num_minutes(), 60);
        assert!(serde_json::from_value::<Moment>("tomorrow".into()).is_err());
    }
}
