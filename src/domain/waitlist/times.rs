//! When somebody could come who waits, and which slots fit them.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::domain::intervals::Interval;
use crate::domain::invalid::Invalid;

/// The longest stretch that one may wait for.
const DAYS_MAX: i64 = 366;
/// No zone is further from UTC than this to the west, or to the east (IANA: -12:00 to +14:00).
const ZONES_REACH: TimeDelta = TimeDelta::hours(14);

/// Within what a visit must start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// These days of the doctor's, both included.
    Days(NaiveDate, NaiveDate),
    /// From one instant until before the other.
    Instants(DateTime<Utc>, DateTime<Utc>),
}

/// The time of day at which a visit may start, on the doctor's clock: from one until before the other, over midnight where
/// the second is the earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOfDay {
    /// From this on.
    pub from: NaiveTime,
    /// Until before this.
    pub to: NaiveTime,
}

/// When somebody could come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// Within what.
    pub stretch: Stretch,
    /// At what time of day; any where none is said.
    pub time_of_day: Option<TimeOfDay>,
}

impl Stretch {
    /// The stretch between two ends.
    ///
    /// # Errors
    /// `before_from`, `too_long`, `past`.
    pub fn check(self, now: DateTime<Utc>) -> Result<Self, Invalid> {
        let (backwards, days) = match self {
            Self::Days(from, to) => (to < from, (to - from).num_days()),
            Self::Instants(from, to) => (to <= from, (to - from).num_days()),
        };
        if backwards {
            Err(Invalid::new("before_from", "The end cannot be before the beginning."))
        } else if days > DAYS_MAX {
            Err(Invalid::new("too_long", "Wait for a year at most."))
        } else if self.reach().end <= now {
            Err(Invalid::new("past", "That time is over."))
        } else {
            Ok(self)
        }
    }

    /// What holds all starts of it, whatever the doctor's zone.
    #[must_use]
    pub fn reach(&self) -> Interval {
        match *self {
            Self::Instants(start, end) => Interval { start, end },
            Self::Days(from, to) => {
                let after = to.checked_add_days(Days::new(1)).unwrap_or(to);
                let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
                Interval {
                    start: midnight(from).checked_sub_signed(ZONES_REACH).unwrap_or(DateTime::<Utc>::MIN_UTC),
                    end: midnight(after).checked_add_signed(ZONES_REACH).unwrap_or(DateTime::<Utc>::MAX_UTC),
                }
            }
        }
    }

    fn holds(&self, start: DateTime<Utc>, zone: Tz) -> bool {
        match *self {
            Self::Days(from, to) => (from..=to).contains(&start.with_timezone(&zone).date_naive()),
            Self::Instants(from, to) => from <= start && start < to,
        }
    }
}

impl TimeOfDay {
    /// The time between two hours.
    ///
    /// # Errors
    /// `empty`.
    pub fn between(from: NaiveTime, to: NaiveTime) -> Result<Self, Invalid> {
        if from == to {
            return Err(Invalid::new("empty", "Give two different times of day."));
        }
        Ok(Self { from, to })
    }

    fn holds(&self, time: NaiveTime) -> bool {
        if self.from < self.to {
            self.from <= time && time < self.to
        } else {
            self.from <= time || time < self.to
        }
    }
}

impl Times {
    /// Whether a visit may start then, with a doctor whose clock is in this zone.
    #[must_use]
    pub fn fit(&self, start: DateTime<Utc>, zone: Tz) -> bool {
        self.stretch.holds(start, zone)
            && self.time_of_day.is_none_or(|time| time.holds(start.with_timezone(&zone).time()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn time(text: &str) -> NaiveTime {
        text.parse().unwrap()
    }

    #[test]
    fn days_and_hours_are_the_doctors() {
        let times = Times {
            stretch: Stretch::Days(day("2026-11-24"), day("2026-11-25")),
            time_of_day: Some(TimeOfDay::between(time("09:00:00"), time("12:00:00")).unwrap()),
        };
        let fits = |start, zone| times.fit(at(start), zone);
        assert!(fits("2026-11-24T09:00:00Z", Tz::UTC) && !fits("2026-11-24T12:00:00Z", Tz::UTC));
        assert!(fits("2026-11-24T08:00:00Z", Tz::Europe__Paris), "nine in Paris");
        assert!(!fits("2026-11-24T08:00:00Z", Tz::UTC));
        // Still, or already, the first of the days, at the far ends of the world.
        assert!(fits("2026-11-23T20:00:00Z", Tz::Pacific__Auckland));
        assert!(fits("2026-11-25T19:00:00Z", Tz::Pacific__Honolulu));
        assert!(!fits("2026-11-26T09:00:00Z", Tz::UTC));
    }

    #[test]
    fn an_evening_may_go_on_past_midnight() {
        let evening = TimeOfDay::between(time("22:00:00"), time("02:00:00")).unwrap();
        for (hour, fits) in [("21:59:00", false), ("22:00:00", true), ("01:59:00", true), ("02:00:00", false)]
        {
            assert_eq!(evening.holds(time(hour)), fits, "{hour}");
        }
        assert_eq!(TimeOfDay::between(time("09:00:00"), time("09:00:00")).unwrap_err().code, "empty");
    }

    #[test]
    fn instants_are_the_same_everywhere() {
        let times = Times {
            stretch: Stretch::Instants(at("2026-11-24T09:00:00Z"), at("2026-11-24T10:00:00Z")),
            time_of_day: None,
        };
        for zone in [Tz::UTC, Tz::Asia__Kathmandu] {
            assert!(times.fit(at("2026-11-24T09:00:00Z"), zone));
            assert!(!times.fit(at("2026-11-24T10:00:00Z"), zone));
        }
    }

    #[test]
    fn whatever_fits_lies_within_reach() {
        let days = Stretch::Days(day("2026-11-24"), day("2026-11-24"));
        for zone in [Tz::Pacific__Kiritimati, Tz::Etc__GMTPlus12, Tz::Europe__London] {
            for hour in 0..72 {
                let start = at("2026-11-23T00:00:00Z") + TimeDelta::hours(hour);
                let reach = days.reach();
                assert!(
                    !days.holds(start, zone) || (reach.start <= start && start < reach.end),
                    "{start} {zone}"
                );
            }
        }
    }

    #[test]
    fn a_stretch_is_to_come_and_not_too_long() {
        let now = at("2026-11-23T06:00:00Z");
        let code = |stretch: Stretch| stretch.check(now).map_err(|invalid| invalid.code).err();
        assert_eq!(code(Stretch::Days(day("2026-11-23"), day("2026-11-23"))), None);
        assert_eq!(code(Stretch::Days(day("2026-11-24"), day("2026-11-23"))), Some("before_from"));
        assert_eq!(code(Stretch::Days(day("2026-11-24"), day("2027-11-26"))), Some("too_long"));
        assert_eq!(code(Stretch::Days(day("2026-11-20"), day("2026-11-21"))), Some("past"));
        assert_eq!(code(Stretch::Instants(now, now)), Some("before_from"));
        assert_eq!(code(Stretch::Days(NaiveDate::MIN, NaiveDate::MAX)), Some("too_long"));
        assert_eq!(code(Stretch::Days(NaiveDate::MIN, NaiveDate::MIN)), Some("past"));
        assert_eq!(code(Stretch::Days(NaiveDate::MAX, NaiveDate::MAX)), None);
    }
}
