//! The times of one doctor that can be booked. Anyone may read them.

use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::domain::calendar::{Calendar, Slot};
use crate::domain::ids::UserId;
use crate::domain::openings;
use crate::domain::schedules::TypeCode;
use crate::services::error::ServiceError;

/// How many days may be asked for at once.
const DAYS_MAX: i64 = 31;

/// What can be booked, and the terms of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// With whom.
    pub doctor_id: UserId,
    /// The zone that the days were meant in.
    pub time_zone: Tz,
    /// The kind of visit.
    pub appointment_type: TypeCode,
    /// How long a visit is.
    pub duration_minutes: i64,
    /// The calendar's version that this was read at, or before: what came later is told as events.
    pub calendar_version: i64,
    /// In order.
    pub slots: Vec<Slot>,
}

/// What can be booked on these days of the doctor's, both included.
///
/// # Errors
/// [`ServiceError::Invalid`] for a kind of visit that this doctor does not offer (`appointment_type`).
pub fn offer(
    calendar: &Calendar,
    days: &RangeInclusive<NaiveDate>,
    code: TypeCode,
    now: DateTime<Utc>,
) -> Result<Offer, ServiceError> {
    let visit = calendar.visit_type(code).ok_or_else(|| {
        ServiceError::field(
            "appointment_type",
            "not_offered",
            "This doctor does not offer this kind of visit.",
        )
    })?;
    Ok(Offer {
        doctor_id: calendar.doctor_id,
        time_zone: calendar.time_zone,
        appointment_type: code,
        duration_minutes: visit.duration_minutes,
        calendar_version: calendar.calendar_version,
        slots: openings::free_on(calendar, code, days, now),
    })
}

/// Lets pass what may be asked for at once.
///
/// # Errors
/// [`ServiceError::Invalid`] for more than 31 days or none (`to`).
pub fn check(days: &RangeInclusive<NaiveDate>) -> Result<(), ServiceError> {
    if days.end() < days.start() {
        return Err(ServiceError::field("to", "before_from", "The last day cannot be before the first."));
    }
    if days.end().signed_duration_since(*days.start()).num_days() >= DAYS_MAX {
        return Err(ServiceError::field("to", "too_many_days", "Ask for 31 days at most."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(from: &str, to: &str) -> Option<&'static str> {
        match check(&(from.parse().unwrap()..=to.parse().unwrap())) {
            Err(ServiceError::Invalid(problems)) => Some(problems[0].invalid.code),
            _ => None,
        }
    }

    #[test]
    fn a_month_may_be_asked_for_and_no_more() {
        assert_eq!(checked("2026-12-01", "2026-12-31"), None);
        assert_eq!(checked("2026-12-01", "2027-01-01"), Some("too_many_days"));
        assert_eq!(checked("2026-12-02", "2026-12-01"), Some("before_from"));
        assert_eq!(checked("-262143-01-01", "+262142-12-31"), Some("too_many_days"));
    }
}
