//! When a doctor is free at all: what the directory shows beside a name.

use std::ops::RangeInclusive;

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::domain::calendar::{Calendar, Slot};
use crate::domain::schedules::TypeCode;

/// How many days are looked at in one go: few for those who are free soon, and not many goes for the others.
const STRIDE: Days = Days::new(7);

/// The first instant that can be booked: for a consultation, or for anything where none is offered.
#[must_use]
pub fn next_opening(calendar: &Calendar, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let horizon = horizon(calendar, now);
    let mut from = *horizon.start();
    while from <= *horizon.end() {
        let following = from.checked_add_days(STRIDE)?;
        let until = following.pred_opt()?.min(*horizon.end());
        if let Some(first) = first_free(calendar, &(from..=until), now) {
            return Some(first);
        }
        from = following;
    }
    None
}

/// Whether anything that [`next_opening`] counts is free on a day of the doctor's.
#[must_use]
pub fn opens_on(calendar: &Calendar, day: NaiveDate, now: DateTime<Utc>) -> bool {
    horizon(calendar, now).contains(&day) && first_free(calendar, &(day..=day), now).is_some()
}

/// What can be booked on these days of the doctor's; days beyond the horizon cost nothing.
#[must_use]
pub fn free_on(
    calendar: &Calendar,
    code: TypeCode,
    days: &RangeInclusive<NaiveDate>,
    now: DateTime<Utc>,
) -> Vec<Slot> {
    let horizon = horizon(calendar, now);
    let (from, until) = (*days.start().max(horizon.start()), *days.end().min(horizon.end()));
    if from > until {
        return Vec::new();
    }
    calendar.free_slots(code, &(from..=until), now)
}

/// The days of the doctor's that anything can be booked on.
fn horizon(calendar: &Calendar, now: DateTime<Utc>) -> RangeInclusive<NaiveDate> {
    calendar.local_date(now)..=calendar.local_date(now + calendar.max_advance)
}

fn first_free(
    calendar: &Calendar,
    days: &RangeInclusive<NaiveDate>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let first = |code| Some(calendar.free_slots(code, days, now).first()?.visit.start);
    if calendar.visit_type(TypeCode::Consultation).is_some() {
        return first(TypeCode::Consultation);
    }
    calendar.types.iter().filter_map(|visit| first(visit.code)).min()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::{NaiveTime, TimeDelta, Weekday};
    use uuid::Uuid;

    use super::*;
    use crate::domain::busy::Busy;
    use crate::domain::ids::{ClinicId, RuleId, UserId};
    use crate::domain::intervals::Interval;
    use crate::domain::schedules::{VisitType, WeeklyRule};
    use crate::domain::stretches::Stretches;

    /// Tuesdays 09:00-10:00 in Paris, visits of 30 minutes, 90 days ahead.
    fn tuesdays(code: TypeCode) -> Calendar {
        let doctor_id = UserId(Uuid::nil());
        Calendar {
            doctor_id,
            time_zone: chrono_tz::Europe::Paris,
            rules_version: 1,
            calendar_version: 1,
            min_notice: TimeDelta::zero(),
            max_advance: TimeDelta::days(90),
            max_per_day: None,
            grid: TimeDelta::minutes(30),
            auto_confirm: false,
            accepts_new_patients: true,
            weekly: vec![WeeklyRule {
                id: RuleId(Uuid::nil()),
                doctor_id,
                clinic_id: ClinicId(Uuid::nil()),
                weekday: Weekday::Tue,
                start: NaiveTime::from_hms_opt(9, 0, 0).unwrap(),
                end: NaiveTime::from_hms_opt(10, 0, 0).unwrap(),
                valid_from: None,
                valid_until: None,
                version: 1,
            }],
            overrides: BTreeMap::new(),
            time_off: Stretches::default(),
            closed: Vec::new(),
            types: vec![VisitType {
                code,
                duration_minutes: 30,
                buffer_before_minutes: 0,
                buffer_after_minutes: 0,
                capacity: 1,
                grid_minutes: None,
                mode: "in_person".into(),
            }],
            busy: Busy::default(),
        }
    }

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    const SUNDAY: &str = "2026-11-22T10:00:00Z";

    #[test]
    fn the_next_opening_is_the_first_free_slot() {
        let calendar = tuesdays(TypeCode::Consultation);
        assert_eq!(next_opening(&calendar, utc(SUNDAY)), Some(utc("2026-11-24T08:00:00Z")));
        assert_eq!(
            next_opening(&calendar, utc("2026-11-24T08:30:00Z")),
            Some(utc("2026-12-01T08:00:00Z")),
            "what has begun cannot be booked"
        );
    }

    #[test]
    fn an_absence_of_weeks_is_looked_past_but_not_the_horizon() {
        let mut calendar = tuesdays(TypeCode::Consultation);
        calendar.time_off = [Interval { start: utc(SUNDAY), end: utc("2027-02-14T00:00:00Z") }].into();
        assert_eq!(next_opening(&calendar, utc(SUNDAY)), Some(utc("2027-02-16T08:00:00Z")));
        calendar.time_off = [Interval { start: utc(SUNDAY), end: utc("2027-03-01T00:00:00Z") }].into();
        assert_eq!(next_opening(&calendar, utc(SUNDAY)), None);
    }

    #[test]
    fn where_there_are_no_consultations_any_kind_counts() {
        let calendar = tuesdays(TypeCode::LabWork);
        assert_eq!(next_opening(&calendar, utc(SUNDAY)), Some(utc("2026-11-24T08:00:00Z")));
        assert!(opens_on(&calendar, day("2026-11-24"), utc(SUNDAY)));
        assert!(!opens_on(&calendar, day("2026-11-25"), utc(SUNDAY)));
    }

    #[test]
    fn the_ends_of_the_calendar_are_days_like_others() {
        let calendar = tuesdays(TypeCode::Consultation);
        let all = NaiveDate::MIN..=NaiveDate::MAX;
        assert_eq!(free_on(&calendar, TypeCode::Consultation, &all, utc(SUNDAY)).len(), 26);
        let never = NaiveDate::MAX..=NaiveDate::MAX;
        assert!(free_on(&calendar, TypeCode::Consultation, &never, utc(SUNDAY)).is_empty());
        assert!(!opens_on(&calendar, NaiveDate::MAX, utc(SUNDAY)));
    }
}
