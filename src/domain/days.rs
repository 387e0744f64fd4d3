//! Days of a zone as stretches of instants.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use crate::domain::intervals::Interval;

/// Clocks that skip midnight skip less than this many quarters of an hour.
const SKIPPED_QUARTERS: i32 = 12;

/// From the first instant of the first day to the first after the last.
#[must_use]
pub fn between(first: NaiveDate, last: NaiveDate, zone: Tz) -> Interval {
    let following = last.checked_add_days(Days::new(1)).unwrap_or(last);
    Interval { start: begins(first, zone), end: begins(following, zone) }
}

/// The first instant of a day: midnight, or the first time after it that the clock shows.
fn begins(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    (0..SKIPPED_QUARTERS)
        .find_map(|quarters| {
            zone.from_local_datetime(&(midnight + TimeDelta::minutes(15) * quarters)).earliest()
        })
        .map_or_else(|| midnight.and_utc(), |first| first.to_utc())
}
