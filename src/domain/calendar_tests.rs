//! Facts about slots.

use chrono::{NaiveTime, Weekday};
use uuid::Uuid;

use super::*;
use crate::domain::ids::{AppointmentId, RuleId};

fn rule(weekday: Weekday, start: &str, end: &str) -> WeeklyRule {
    let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
    WeeklyRule {
        id: RuleId(Uuid::nil()),
        doctor_id: UserId(Uuid::nil()),
        clinic_id: ClinicId(Uuid::nil()),
        weekday,
        start: time(start),
        end: time(end),
        valid_from: None,
        valid_until: None,
    }
}

fn calendar(zone: Tz, weekly: Vec<WeeklyRule>) -> Calendar {
    Calendar {
        doctor_id: UserId(Uuid::nil()),
        time_zone: zone,
        rules_version: 1,
        calendar_version: 1,
        min_notice: TimeDelta::zero(),
        max_advance: TimeDelta::days(90),
        grid: TimeDelta::minutes(30),
        auto_confirm: false,
        accepts_new_patients: true,
        weekly,
        time_off: vec![],
        closed: vec![],
        types: vec![VisitType {
            code: TypeCode::Consultation,
            duration_minutes: 30,
            buffer_before_minutes: 0,
            buffer_after_minutes: 0,
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

fn starts_on(calendar: &Calendar, date: &str, now: &str) -> Vec<String> {
    calendar
        .free_slots(TypeCode::Consultation, &(day(date)..=day(date)), utc(now))
        .iter()
        .map(|slot| slot.visit.start.format("%FT%RZ").to_string())
        .collect()
}

const PARIS: Tz = chrono_tz::Europe::Paris;

#[test]
fn a_window_is_cut_into_slots_in_the_doctors_zone() {
    let calendar = calendar(PARIS, vec![rule(Weekday::Tue, "09:00", "10:30")]);
    assert_eq!(
        starts_on(&calendar, "2026-11-24", "2026-11-22T00:00:00Z"),
        ["2026-11-24T08:00Z", "2026-11-24T08:30Z", "2026-11-24T09:00Z"]
    );
}

#[test]
fn split_shifts_are_both_offered() {
    let calendar =
        calendar(PARIS, vec![rule(Weekday::Tue, "09:00", "09:30"), rule(Weekday::Tue, "14:00", "14:30")]);
    assert_eq!(
        starts_on(&calendar, "2026-11-24", "2026-11-22T00:00:00Z"),
        ["2026-11-24T08:00Z", "2026-11-24T13:00Z"]
    );
}

#[test]
fn a_window_past_midnight_belongs_to_both_days() {
    let calendar = calendar(PARIS, vec![rule(Weekday::Tue, "23:30", "00:30")]);
    assert_eq!(starts_on(&calendar, "2026-11-24", "2026-11-22T00:00:00Z"), ["2026-11-24T22:30Z"]);
    assert_eq!(starts_on(&calendar, "2026-11-25", "2026-11-22T00:00:00Z"), ["2026-11-24T23:00Z"]);
}

#[test]
fn a_time_that_the_clock_skips_is_not_offered() {
    // Paris, 2027-03-28: 02:00 becomes 03:00.
    let calendar = calendar(PARIS, vec![rule(Weekday::Sun, "01:30", "03:30")]);
    assert_eq!(
        starts_on(&calendar, "2027-03-28", "2027-03-20T00:00:00Z"),
        ["2027-03-28T00:30Z", "2027-03-28T01:00Z"]
    );
}

#[test]
fn a_time_that_the_clock_shows_twice_is_offered_as_two_instants() {
    // Paris, 2026-10-25: 03:00 becomes 02:00.
    let calendar = calendar(PARIS, vec![rule(Weekday::Sun, "02:00", "02:30")]);
    assert_eq!(
        starts_on(&calendar, "2026-10-25", "2026-10-20T00:00:00Z"),
        ["2026-10-25T00:00Z", "2026-10-25T01:00Z"]
    );
}

#[test]
fn a_visit_during_which_the_clocks_change_keeps_to_the_hours() {
    let offered = |start: &str, end: &str, minutes: i64, date: &str| {
        let mut calendar = calendar(PARIS, vec![rule(Weekday::Sun, start, end)]);
        calendar.types[0].duration_minutes = minutes;
        starts_on(&calendar, date, &format!("{}T00:00:00Z", day(date) - Days::new(7)))
    };
    // Paris, 2027-03-28: 02:00 becomes 03:00, so that an hour from 01:30 lasts until 03:30.
    assert_eq!(offered("01:00", "03:00", 60, "2027-03-28"), ["2027-03-28T00:00Z"]);
    assert_eq!(offered("01:30", "02:00", 30, "2027-03-28"), ["2027-03-28T00:30Z"], "it ends as they change");
    // Paris, 2026-10-25: 03:00 becomes 02:00, which is before the hours; so the first 02:45 does not last.
    assert_eq!(
        offered("02:15", "03:15", 30, "2026-10-25"),
        ["2026-10-25T00:15Z", "2026-10-25T01:15Z", "2026-10-25T01:45Z"]
    );
}

#[test]
fn hours_cover_a_visit_that_ends_as_the_clocks_change() {
    // Paris, 2027-03-28: the instant at which 02:00 would be shown shows 03:00.
    let calendar = calendar(PARIS, vec![rule(Weekday::Sun, "01:30", "02:00")]);
    let visit = |start: &str, end: &str| Interval { start: utc(start), end: utc(end) };
    assert!(calendar.works_during(&visit("2027-03-28T00:30:00Z", "2027-03-28T01:00:00Z")));
    assert!(!calendar.works_during(&visit("2027-03-28T00:30:00Z", "2027-03-28T01:01:00Z")));
}

#[test]
fn what_is_past_taken_or_away_is_not_offered() {
    let mut calendar = calendar(PARIS, vec![rule(Weekday::Tue, "09:00", "11:00")]);
    let half_hour = |start: &str| Interval { start: utc(start), end: utc(start) + TimeDelta::minutes(30) };
    calendar.busy.take(half_hour("2026-11-24T08:30:00Z"), AppointmentId(Uuid::nil()));
    calendar.time_off.push(half_hour("2026-11-24T09:00:00Z"));
    assert_eq!(starts_on(&calendar, "2026-11-24", "2026-11-24T08:00:00Z"), ["2026-11-24T09:30Z"]);
}

#[test]
fn each_refusal_has_its_reason() {
    let mut calendar = calendar(PARIS, vec![rule(Weekday::Tue, "09:00", "11:00")]);
    let taken = Interval { start: utc("2026-11-24T08:30:00Z"), end: utc("2026-11-24T09:00:00Z") };
    calendar.busy.take(taken, AppointmentId(Uuid::nil()));
    let now = utc("2026-11-22T00:00:00Z");
    let refused = |at: &str| calendar.place(TypeCode::Consultation, utc(at), now).unwrap_err();
    assert_eq!(refused("2026-11-21T08:00:00Z"), Refusal::TooSoon);
    assert_eq!(refused("2027-11-23T08:00:00Z"), Refusal::TooFar);
    assert_eq!(refused("2026-11-24T12:00:00Z"), Refusal::OutsideAvailability);
    assert_eq!(refused("2026-11-24T09:45:00Z"), Refusal::OutsideAvailability, "it would end after hours");
    assert_eq!(refused("2026-11-24T08:10:00Z"), Refusal::OffGrid);
    assert_eq!(refused("2026-11-24T08:30:00Z"), Refusal::Taken);
    let unknown = calendar.place(TypeCode::Imaging, utc("2026-11-24T08:00:00Z"), now).unwrap_err();
    assert_eq!(unknown, Refusal::TypeNotOffered);
}

#[test]
fn buffers_keep_neighbours_apart() {
    let mut calendar = calendar(PARIS, vec![rule(Weekday::Tue, "09:00", "11:00")]);
    calendar.types[0].buffer_after_minutes = 10;
    let placed = calendar
        .place(TypeCode::Consultation, utc("2026-11-24T08:00:00Z"), utc("2026-11-22T00:00:00Z"))
        .unwrap();
    calendar.busy.take(placed.blocks, AppointmentId(Uuid::nil()));
    assert_eq!(
        starts_on(&calendar, "2026-11-24", "2026-11-22T00:00:00Z"),
        ["2026-11-24T09:00Z", "2026-11-24T09:30Z"]
    );
}

#[test]
fn alternatives_are_the_nearest_free_times() {
    let mut calendar = calendar(PARIS, vec![rule(Weekday::Tue, "09:00", "12:00")]);
    let wanted = Interval { start: utc("2026-11-24T09:00:00Z"), end: utc("2026-11-24T09:30:00Z") };
    calendar.busy.take(wanted, AppointmentId(Uuid::nil()));
    let nearest: Vec<_> = calendar
        .alternatives(TypeCode::Consultation, wanted.start, utc("2026-11-22T00:00:00Z"))
        .iter()
        .map(|slot| slot.start.format("%R").to_string())
        .collect();
    assert_eq!(nearest, ["08:30", "09:30", "08:00"]);
}

#[test]
fn a_closed_clinic_offers_and_sells_nothing_and_the_doctors_other_one_stays_open() {
    let (here, there) = (ClinicId(Uuid::nil()), ClinicId(Uuid::from_u128(1)));
    let afternoon = WeeklyRule { clinic_id: there, ..rule(Weekday::Tue, "14:00", "15:00") };
    let mut calendar = calendar(PARIS, vec![rule(Weekday::Tue, "09:00", "10:00"), afternoon]);
    let now = "2026-11-22T00:00:00Z";
    calendar.closed =
        vec![(here, Interval { start: utc("2026-11-23T23:00:00Z"), end: utc("2026-11-24T23:00:00Z") })];
    assert_eq!(starts_on(&calendar, "2026-11-24", now), ["2026-11-24T13:00Z", "2026-11-24T13:30Z"]);
    assert_eq!(starts_on(&calendar, "2026-12-01", now).len(), 4);
    let place = |at: &str| calendar.place(TypeCode::Consultation, utc(at), utc(now));
    assert_eq!(place("2026-11-24T08:00:00Z").unwrap_err(), Refusal::OutsideAvailability);
    assert_eq!(place("2026-11-24T08:10:00Z").unwrap_err(), Refusal::OutsideAvailability);
    assert_eq!(place("2026-11-24T13:00:00Z").unwrap().clinic_id, there);
}

#[test]
fn a_closure_in_another_zone_cuts_hours_where_its_day_begins() {
    // Hours past midnight in Paris; the clinic's own day begins an hour later, in London.
    let mut calendar = calendar(PARIS, vec![rule(Weekday::Tue, "23:30", "02:00")]);
    let day = Interval { start: utc("2026-11-25T00:00:00Z"), end: utc("2026-11-26T00:00:00Z") };
    calendar.closed = vec![(ClinicId(Uuid::nil()), day)];
    assert_eq!(
        starts_on(&calendar, "2026-11-25", "2026-11-22T00:00:00Z"),
        ["2026-11-24T23:00Z", "2026-11-24T23:30Z"],
        "a visit that would still be there at midnight is not offered"
    );
}
