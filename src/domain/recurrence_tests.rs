//! Facts about absences that come again.

use chrono::TimeDelta;

use super::*;

const PARIS: Tz = chrono_tz::Europe::Paris;

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn interval(start: &str, end: &str) -> Interval {
    Interval { start: utc(start), end: utc(end) }
}

/// An hour on a Friday, from 13:00 in Paris.
fn friday() -> Interval {
    interval("2026-10-16T11:00:00Z", "2026-10-16T12:00:00Z")
}

fn starts(rule: &str, first: Interval, many: usize) -> Vec<String> {
    let recurrence = Recurrence::parse(rule).unwrap();
    let starts = recurrence.occurrences(first, PARIS).take(many);
    starts.map(|occurrence| occurrence.start.format("%FT%RZ").to_string()).collect()
}

fn code(rule: &str) -> &'static str {
    Recurrence::parse(rule).err().map_or("accepted", |invalid| invalid.code)
}

#[test]
fn an_hour_stays_the_same_hour_after_the_clocks_change() {
    assert_eq!(
        starts("FREQ=WEEKLY;BYDAY=FR", friday(), 3),
        ["2026-10-16T11:00Z", "2026-10-23T11:00Z", "2026-10-30T12:00Z"]
    );
}

#[test]
fn a_night_ends_at_the_same_hour_however_long_it_is() {
    let night = interval("2026-10-23T20:00:00Z", "2026-10-24T04:00:00Z");
    let nights = Recurrence::parse("FREQ=DAILY").unwrap();
    let second = nights.occurrences(night, PARIS).nth(1).unwrap();
    assert_eq!(second, interval("2026-10-24T20:00:00Z", "2026-10-25T05:00:00Z"));
}

#[test]
fn a_day_whose_midnight_is_skipped_is_away_all_the_same() {
    let zone = chrono_tz::America::Sao_Paulo;
    let day = interval("2018-11-02T03:00:00Z", "2018-11-03T03:00:00Z");
    let all: Vec<_> = Recurrence::parse("FREQ=DAILY;COUNT=3").unwrap().occurrences(day, zone).collect();
    assert_eq!(all[2], interval("2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"));
}

#[test]
fn a_rule_ends_by_count_by_instant_or_by_day() {
    assert_eq!(starts("FREQ=WEEKLY;COUNT=2", friday(), 9).len(), 2);
    assert_eq!(starts("FREQ=WEEKLY;UNTIL=20261030T120000Z", friday(), 9).len(), 3, "that instant counts");
    assert_eq!(starts("FREQ=WEEKLY;UNTIL=20261030T115959Z", friday(), 9).len(), 2);
    assert_eq!(starts("FREQ=WEEKLY;UNTIL=20261030", friday(), 9).len(), 3, "that day counts");
    let over = |rule: &str| Recurrence::parse(rule).unwrap().over_at(friday(), PARIS);
    assert_eq!(over("FREQ=WEEKLY;COUNT=3"), Some(utc("2026-10-30T13:00:00Z")));
    assert_eq!(over("FREQ=WEEKLY"), None);
}

#[test]
fn the_last_workday_of_a_month_and_the_29th_of_february_are_found() {
    let first = interval("2026-10-30T12:00:00Z", "2026-10-30T13:00:00Z");
    assert_eq!(
        starts("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", first, 3),
        ["2026-10-30T12:00Z", "2026-11-30T12:00Z", "2026-12-31T12:00Z"]
    );
    let leap = interval("2028-02-29T12:00:00Z", "2028-02-29T13:00:00Z");
    assert_eq!(starts("FREQ=YEARLY", leap, 2), ["2028-02-29T12:00Z", "2032-02-29T12:00Z"]);
}

#[test]
fn only_the_occurrences_that_matter_are_found() {
    let weekly = Recurrence::parse("FREQ=WEEKLY").unwrap();
    let wanted = interval("2026-10-23T11:30:00Z", "2026-10-30T12:00:00Z");
    let found = weekly.within(friday(), PARIS, &wanted);
    assert_eq!(found, [interval("2026-10-23T11:00:00Z", "2026-10-23T12:00:00Z")]);
}

#[test]
fn a_rule_holds_its_own_start() {
    let check = |rule: &str| Recurrence::parse(rule).unwrap().starts_with(&friday(), PARIS);
    assert!(check("FREQ=WEEKLY;BYDAY=FR").is_ok());
    assert!(check("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,FR").is_ok());
    assert_eq!(check("FREQ=WEEKLY;BYDAY=MO").unwrap_err().code, "not_an_occurrence");
    assert_eq!(check("FREQ=WEEKLY;UNTIL=20261001").unwrap_err().code, "not_an_occurrence");
}

#[test]
fn what_is_not_a_rule_or_too_much_of_one_is_refused() {
    for rule in [
        "",
        "FRIDAYS",
        "FREQ=HOURLY",
        "FREQ=MINUTELY",
        "BYDAY=FR",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=100",
        "FREQ=WEEKLY;COUNT=4001",
        "FREQ=WEEKLY;COUNT=2;UNTIL=20270101T000000Z",
        "FREQ=WEEKLY;UNTIL=20270101T000000",
        "FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=4",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=31",
        "RRULE:FREQ=DAILY",
        "FREQ=DAILY\r\nDTSTART:19700101T000000Z",
    ] {
        assert_eq!(code(rule), "invalid_recurrence", "{rule:?}");
    }
    assert_eq!(code("freq=weekly;byday=fr;wkst=su"), "accepted");
}

#[test]
fn no_rule_goes_on_without_end() {
    let first = interval("2026-02-28T11:00:00Z", "2026-02-28T12:00:00Z");
    for rule in [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;INTERVAL=99;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31;BYDAY=MO",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=DAILY",
    ] {
        let recurrence = Recurrence::parse(rule).unwrap();
        let ahead = Interval { start: first.start, end: first.start + TimeDelta::days(800) };
        if recurrence.starts_with(&first, PARIS).is_ok() {
            assert!(recurrence.within(first, PARIS, &ahead).len() <= 801);
        }
    }
}
