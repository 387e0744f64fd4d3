//! Days of a zone as stretches of instants.

use chrono::{Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;

use crate::domain::intervals::Interval;
use crate::domain::wall_clock::stretch;

/// From the first instant of the first day to the first after the last.
#[must_use]
pub fn between(first: NaiveDate, last: NaiveDate, zone: Tz) -> Interval {
    let following = last.checked_add_days(Days::new(1)).unwrap_or(last);
    stretch(zone, first.and_time(NaiveTime::MIN), following.and_time(NaiveTime::MIN))
}
