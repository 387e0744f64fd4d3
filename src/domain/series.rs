//! Visits that repeat: the same hour on the doctor's wall, every so often.

use chrono::{Months, NaiveDate, NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::domain::invalid::Invalid;

/// How many visits a series may have; at one a week, half a year.
const COUNT_MAX: u32 = 26;

/// How often a visit repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Every {
    /// Each week.
    #[serde(rename = "week")]
    Week,
    /// Every other week.
    #[serde(rename = "2weeks")]
    TwoWeeks,
    /// On the same day of each month; on its last day where it has none such.
    #[serde(rename = "month")]
    Month,
}

/// What a series does where one of its visits cannot be booked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnClash {
    /// Nothing is booked.
    #[default]
    Refuse,
    /// The others are.
    Skip,
}

/// How often, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeriesRule {
    every: Every,
    count: u32,
}

impl SeriesRule {
    /// A rule for 2 to 26 visits.
    ///
    /// # Errors
    /// `out_of_range`.
    pub fn parse(every: Every, count: u32) -> Result<Self, Invalid> {
        if (2..=COUNT_MAX).contains(&count) {
            Ok(Self { every, count })
        } else {
            Err(Invalid::new("out_of_range", format!("A series has 2 to {COUNT_MAX} visits.")))
        }
    }

    /// The starts on the doctor's wall, the first included.
    #[must_use]
    pub fn starts(&self, first: NaiveDateTime) -> Vec<NaiveDateTime> {
        let day = |n: u32| -> Option<NaiveDate> {
            let weeks = |weeks: u32| first.date().checked_add_signed(TimeDelta::weeks(weeks.into()));
            match self.every {
                Every::Week => weeks(n),
                Every::TwoWeeks => weeks(2 * n),
                Every::Month => first.date().checked_add_months(Months::new(n)),
            }
        };
        (0..self.count).filter_map(|n| Some(day(n)?.and_time(first.time()))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(every: Every, count: u32, first: &str) -> Vec<String> {
        let rule = SeriesRule::parse(every, count).unwrap();
        rule.starts(first.parse().unwrap()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_hour_on_the_wall_stays() {
        assert_eq!(
            starts(Every::TwoWeeks, 3, "2026-10-13T09:00:00"),
            ["2026-10-13 09:00:00", "2026-10-27 09:00:00", "2026-11-10 09:00:00"]
        );
        assert_eq!(starts(Every::Week, 2, "2026-12-29T09:00:00")[1], "2027-01-05 09:00:00");
    }

    #[test]
    fn a_month_without_such_a_day_takes_its_last() {
        assert_eq!(
            starts(Every::Month, 3, "2027-01-31T09:00:00"),
            ["2027-01-31 09:00:00", "2027-02-28 09:00:00", "2027-03-31 09:00:00"]
        );
    }

    #[test]
    fn a_series_has_more_than_one_visit_and_not_too_many() {
        for count in [0, 1, 27] {
            assert_eq!(SeriesRule::parse(Every::Week, count).unwrap_err().code, "out_of_range");
        }
    }
}
