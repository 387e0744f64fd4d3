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
        version: 1,
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
        max_per_day: None,
        grid: TimeDelta::minutes(30),
        auto_confirm: false,
        accepts_new_patients: true,
        weekly,
        overrides: BTreeMap::new(),
        time_off: Stretches::default(),
        closed: vec![],
        types: vec![VisitType {
            code: TypeCode::Consultation,
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

fn taken(during: Interval) -> Taken {
    Taken {
        id: AppointmentId(Uuid::nil()),
        visit: during,
        blocks: during,
        code: TypeCode::Consultation,
        shared: false,
        hold: None,
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
    assert!(!calendar.works_during(&visit("2027-03-28T00:30:30Z", "2027-03-28T01:00:30Z")));
}

#[test]
fn what_is_past_taken_or_away_is_not_offered() {
    let mut calendar = calendar(PARIS, vec![rule(Weekday::Tue, "09:00", "11:00")]);
    let half_hour = |start: &str| Interval { start: utc(start), end: utc(start) + TimeDelta::minutes(30) };
    calendar.busy.take(taken(half_hour("2026-11-24T08:30:00Z")));
    calendar.time_off = [half_hour("2026-11-24T09:00:00Z")].into();
    assert_eq!(starts_on(&calendar, "2026-11-24", "2026-11-24T08:00:00Z"), ["2026-11-24T09:30Z"]);
}

#[test]
fn each_refusal_has_its_reason() {
    let mut calendar = calendar(PARIS, vec![rule(Weekday::Tue, "09:00", "11:00")]);
    let other = Interval { start: utc("2026-11-24T08:30:00Z"), end: utc("2026-11-24T09:00:00Z") };
    calendar.busy.take(taken(other));
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
    calendar.busy.take(taken(placed.blocks));
    assert_eq!(
        starts_on(&calendar, "2026-11-24", "2026-11-22T00:00:00Z"),
        ["2026-11-24T09:00Z", "2026-11-24T09:30Z"]
    );
}

#[test]
fn alternatives_are_the_nearest_free_times() {
    let mut calendar = calendar(PARIS, vec![rule(Weekday::Tue, "09:00", "12:00")]);
    let wanted = Interval { start: utc("2026-11-24T09:00:00Z"), end: utc("2026-11-24T09:30:00Z") };
    calendar.busy.take(taken(wanted));
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

#[test]
fn an_hour_off_after_the_clocks_change() {
    // Paris, 2026-10-25: nine o'clock stays nine o'clock, also in one answer over both weeks.
    let calendar = calendar(PARIS, vec![rule(Weekday::Tue, "09:00", "09:30")]);
    let now = utc("2026-10-19T00:00:00Z");
    let slots = calendar.free_slots(TypeCode::Consultation, &(day("2026-10-20")..=day("2026-10-27")), now);
    let starts: Vec<_> = slots.iter().map(|slot| slot.visit.start).collect();
    assert_eq!(starts, [utc("2026-10-20T07:00:00Z"), utc("2026-10-27T08:00:00Z")]);
    let place = |at: &str| calendar.place(TypeCode::Consultation, utc(at), now);
    assert!(place("2026-10-27T08:00:00Z").is_ok());
    assert_eq!(place("2026-10-27T07:00:00Z").unwrap_err(), Refusal::OutsideAvailability);
}

#[test]
fn the_wrong_day_west_of_the_date_line() {
    // Monday morning there is Sunday in UTC; the zone is 13 hours and three quarters ahead in summer.
    let chatham = calendar(chrono_tz::Pacific::Chatham, vec![rule(Weekday::Mon, "08:00", "08:30")]);
    let now = "2026-11-20T00:00:00Z";
    assert_eq!(starts_on(&chatham, "2026-11-23", now), ["2026-11-22T18:15Z"]);
    assert!(starts_on(&chatham, "2026-11-22", now).is_empty());
    // Samoa crossed the line: after Thursday the 29th came Saturday the 31st.
    let fridays = rule(Weekday::Fri, "08:00", "08:30");
    let saturdays = rule(Weekday::Sat, "08:00", "08:30");
    let apia = calendar(chrono_tz::Pacific::Apia, vec![fridays, saturdays]);
    let now = "2011-12-28T00:00:00Z";
    assert!(starts_on(&apia, "2011-12-30", now).is_empty(), "there was no such day");
    assert_eq!(starts_on(&apia, "2011-12-31", now), ["2011-12-30T18:00Z"]);
}

#[test]
fn split_shifts_are_all_offered() {
    let there = ClinicId(Uuid::from_u128(1));
    let shift = |start: &str, end: &str| rule(Weekday::Tue, start, end);
    // As they may be stored: in no order, one touching another at a second clinic.
    let shifts = vec![
        shift("18:00", "18:30"),
        shift("09:00", "09:30"),
        WeeklyRule { clinic_id: there, ..shift("09:30", "10:00") },
        shift("13:10", "14:00"),
    ];
    let starts = starts_on(&calendar(PARIS, shifts), "2026-11-24", "2026-11-22T00:00:00Z");
    assert_eq!(starts, ["2026-11-24T08:00Z", "2026-11-24T08:30Z", "2026-11-24T12:10Z", "2026-11-24T17:00Z"]);
}

#[test]
fn a_crafted_start_outside_of_the_hours_is_refused() {
    let until = Some(day("2026-11-24"));
    let shift = |start: &str, end: &str| WeeklyRule { valid_until: until, ..rule(Weekday::Tue, start, end) };
    let calendar = calendar(PARIS, vec![shift("09:00", "10:00"), shift("14:00", "15:00")]);
    let refused =
        |at: &str| calendar.place(TypeCode::Consultation, utc(at), utc("2026-11-22T00:00:00Z")).unwrap_err();
    for (at, why) in [
        ("2026-11-24T07:30:00Z", "before the hours"),
        ("2026-11-24T09:00:00Z", "when they end"),
        ("2026-11-24T08:30:01Z", "a second too late to end in time"),
        ("2026-11-24T11:00:00Z", "between two shifts"),
        ("2026-11-24T14:00:00Z", "the local time, said to be UTC"),
        ("2026-11-25T08:00:00Z", "another weekday"),
        ("2026-12-01T08:00:00Z", "after the last day of the rule"),
    ] {
        assert_eq!(refused(at), Refusal::OutsideAvailability, "{why}");
    }
    assert_eq!(refused("2026-11-24T08:00:01Z"), Refusal::OffGrid, "within the hours, a second off");
}

#[test]
fn partial_overlaps_of_other_kinds_of_visit_are_taken() {
    let mut calendar = calendar(PARIS, vec![rule(Weekday::Tue, "09:00", "12:00")]);
    let long = VisitType { code: TypeCode::Checkup, duration_minutes: 75, ..calendar.types[0].clone() };
    let short =
        VisitType { code: TypeCode::LabWork, duration_minutes: 10, buffer_before_minutes: 5, ..long.clone() };
    calendar.types.extend([long, short]);
    let now = utc("2026-11-22T00:00:00Z");
    let checkup = calendar.place(TypeCode::Checkup, utc("2026-11-24T09:00:00Z"), now).unwrap();
    calendar.busy.take(taken(checkup.blocks));
    let place = |code, at: &str| calendar.place(code, utc(at), now).map(|placement| placement.during);
    for (code, at, why) in [
        (TypeCode::Checkup, "2026-11-24T08:00:00Z", "its end is in the way"),
        (TypeCode::Consultation, "2026-11-24T09:30:00Z", "it lies within"),
        (TypeCode::Consultation, "2026-11-24T10:00:00Z", "its start is in the way"),
        (TypeCode::LabWork, "2026-11-24T10:00:00Z", "short, and within"),
    ] {
        assert_eq!(place(code, at), Err(Refusal::Taken), "{why}");
    }
    assert!(place(TypeCode::Consultation, "2026-11-24T08:30:00Z").is_ok(), "it ends when the other starts");
    assert!(place(TypeCode::LabWork, "2026-11-24T10:30:00Z").is_ok());
}
