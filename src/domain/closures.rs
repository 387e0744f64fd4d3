//! Days on which a clinic is closed, meant on its own calendar.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::domain::days;
use crate::domain::ids::{ClinicId, ClosureId};
use crate::domain::intervals::Interval;
use crate::domain::invalid::Invalid;

/// How long a closure may be, and how far ahead it may begin: two years.
const DAYS_MAX: i64 = 731;

/// A stretch of days on which a clinic is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// Names it.
    pub id: ClosureId,
    /// Which clinic.
    pub clinic_id: ClinicId,
    /// When.
    pub days: ClosedDays,
    /// For colleagues; empty where none was given.
    pub reason: String,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
}

/// The first and the last day, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosedDays {
    starts_on: NaiveDate,
    ends_on: NaiveDate,
}

impl ClosedDays {
    /// Days that may be entered on `today`, a day of the clinic's.
    ///
    /// # Errors
    /// The refused field with `before_start`, `in_the_past`, `too_long` or `too_far`.
    pub fn parse(
        starts_on: NaiveDate,
        ends_on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Self, (&'static str, Invalid)> {
        let refused = |field, code, message: &str| Err((field, Invalid::new(code, message)));
        let days = |from: NaiveDate, until: NaiveDate| until.signed_duration_since(from).num_days();
        if ends_on < starts_on {
            refused("ends_on", "before_start", "The last day cannot be before the first.")
        } else if ends_on < today {
            refused("ends_on", "in_the_past", "These days are over already.")
        } else if days(starts_on, ends_on) >= DAYS_MAX {
            refused("ends_on", "too_long", "A closure lasts two years at most.")
        } else if days(today, starts_on) > DAYS_MAX {
            refused("starts_on", "too_far", "A closure begins within two years.")
        } else {
            Ok(Self { starts_on, ends_on })
        }
    }

    /// Days as they are stored; none where the last is before the first.
    #[must_use]
    pub fn stored(starts_on: NaiveDate, ends_on: NaiveDate) -> Option<Self> {
        (starts_on <= ends_on).then_some(Self { starts_on, ends_on })
    }

    /// The first day.
    #[must_use]
    pub fn starts_on(&self) -> NaiveDate {
        self.starts_on
    }

    /// The last day.
    #[must_use]
    pub fn ends_on(&self) -> NaiveDate {
        self.ends_on
    }

    /// From the first instant of the first day to the first after the last, in the clinic's zone.
    #[must_use]
    pub fn interval(&self, zone: Tz) -> Interval {
        days::between(self.starts_on, self.ends_on, zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn refusal(starts_on: &str, ends_on: &str) -> Option<(&'static str, &'static str)> {
        let days = ClosedDays::parse(day(starts_on), day(ends_on), day("2026-11-22"));
        days.err().map(|(field, invalid)| (field, invalid.code))
    }

    #[test]
    fn a_closure_may_have_begun_but_not_be_over_and_is_bounded() {
        assert_eq!(refusal("2026-11-20", "2026-11-22"), None);
        assert_eq!(refusal("2026-12-24", "2026-12-24"), None);
        assert_eq!(refusal("2026-11-20", "2026-11-21"), Some(("ends_on", "in_the_past")));
        assert_eq!(refusal("2026-12-24", "2026-12-23"), Some(("ends_on", "before_start")));
        assert_eq!(refusal("2026-12-01", "2028-12-01"), Some(("ends_on", "too_long")));
        assert_eq!(refusal("2028-12-01", "2028-12-02"), Some(("starts_on", "too_far")));
        assert_eq!(refusal("-262143-01-01", "+262142-12-31"), Some(("ends_on", "too_long")));
    }

    #[test]
    fn days_are_the_clinics_whatever_its_clock_does() {
        let interval = |from: &str, until: &str, zone| {
            let Interval { start, end } = ClosedDays::stored(day(from), day(until)).unwrap().interval(zone);
            (start.to_rfc3339(), end.to_rfc3339())
        };
        let utc = |start: &str, end: &str| (format!("{start}:00+00:00"), format!("{end}:00+00:00"));
        assert_eq!(
            interval("2026-12-24", "2026-12-26", chrono_tz::Europe::Paris),
            utc("2026-12-23T23:00", "2026-12-26T23:00")
        );
        // Paris, 2027-03-28: a day of 23 hours.
        assert_eq!(
            interval("2027-03-28", "2027-03-28", chrono_tz::Europe::Paris),
            utc("2027-03-27T23:00", "2027-03-28T22:00")
        );
        // Beirut, 2027-03-28: the day begins at one o'clock.
        assert_eq!(
            interval("2027-03-28", "2027-03-28", chrono_tz::Asia::Beirut),
            utc("2027-03-27T22:00", "2027-03-28T21:00")
        );
    }
}
