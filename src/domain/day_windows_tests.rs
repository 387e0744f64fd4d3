//! Facts about hours on single dates.

use chrono::Weekday;
use uuid::Uuid;

use super::*;
use crate::domain::ids::{RuleId, UserId};

const HERE: ClinicId = ClinicId(Uuid::nil());
const THERE: ClinicId = ClinicId(Uuid::from_u128(1));

fn window(clinic_id: ClinicId, start: &str, end: &str) -> DayWindow {
    DayWindow { clinic_id, start: start.parse().unwrap(), end: end.parse().unwrap() }
}

fn rule(weekday: Weekday, hours: DayWindow) -> WeeklyRule {
    WeeklyRule {
        id: RuleId(Uuid::nil()),
        doctor_id: UserId(Uuid::nil()),
        clinic_id: hours.clinic_id,
        weekday,
        start: hours.start,
        end: hours.end,
        valid_from: None,
        valid_until: None,
        version: 1,
    }
}

/// 2026-11-24 is a Tuesday.
fn instead(
    date: &str,
    clinics: Option<Vec<ClinicId>>,
    windows: Vec<DayWindow>,
) -> BTreeMap<NaiveDate, DayHours> {
    BTreeMap::from([(date.parse().unwrap(), DayHours { clinics, windows })])
}

fn opening(
    weekly: &[WeeklyRule],
    overrides: &BTreeMap<NaiveDate, DayHours>,
    day: &str,
) -> Vec<(String, ClinicId)> {
    opening_on(weekly, overrides, day.parse().unwrap())
        .map(|window| (window.open.format("%R").to_string(), window.clinic_id))
        .collect()
}

#[test]
fn a_date_may_have_its_own_hours_or_none() {
    let weekly = [rule(Weekday::Tue, window(HERE, "09:00", "12:00"))];
    let other = instead("2026-11-24", None, vec![window(THERE, "14:00", "15:00")]);
    assert_eq!(opening(&weekly, &other, "2026-11-24"), [("14:00".to_owned(), THERE)]);
    assert_eq!(opening(&weekly, &other, "2026-12-01"), [("09:00".to_owned(), HERE)]);
    assert!(opening(&weekly, &instead("2026-11-24", None, vec![]), "2026-11-24").is_empty());
}

#[test]
fn what_one_clinic_sets_leaves_the_other_clinics_hours() {
    let weekly = [
        rule(Weekday::Tue, window(HERE, "09:00", "12:00")),
        rule(Weekday::Tue, window(THERE, "14:00", "18:00")),
    ];
    let closed_here = instead("2026-11-24", Some(vec![HERE]), vec![]);
    assert_eq!(opening(&weekly, &closed_here, "2026-11-24"), [("14:00".to_owned(), THERE)]);
}

#[test]
fn hours_of_a_date_may_not_overlap_those_about_it() {
    let weekly = [
        rule(Weekday::Mon, window(HERE, "22:00", "06:00")),
        rule(Weekday::Wed, window(HERE, "08:00", "12:00")),
    ];
    let clashes = |start: &str, end: &str| {
        clash(&weekly, &instead("2026-11-24", None, vec![window(THERE, start, end)])).is_some()
    };
    assert!(clashes("05:00", "09:00"), "the night before is not over");
    assert!(!clashes("06:00", "09:00"));
    assert!(clashes("20:00", "08:30"), "the next morning has begun");
    assert!(!clashes("20:00", "08:00"));
    let twice = vec![window(HERE, "09:00", "12:00"), window(THERE, "11:00", "13:00")];
    assert!(clash(&weekly, &instead("2026-11-24", None, twice)).is_some());
    assert!(clash(&weekly, &BTreeMap::new()).is_none());
}
