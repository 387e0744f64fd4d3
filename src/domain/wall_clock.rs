//! What a clock on the wall of a zone shows, and when: also on days that are longer or shorter than others.

use chrono::{
    DateTime, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone,
    Utc,
};
use chrono_tz::Tz;

use crate::domain::intervals::Interval;

/// A day of any zone lies within this much before and after midnight in UTC: zones are 14 hours ahead at most and 12
/// behind.
const BEFORE_MIDNIGHT: TimeDelta = TimeDelta::hours(16);
const AFTER_MIDNIGHT: TimeDelta = TimeDelta::hours(38);

/// The instants at which the clock shows a time: none where it skips it, two where it shows it twice.
#[must_use]
pub fn instants(zone: Tz, local: NaiveDateTime) -> Vec<DateTime<Utc>> {
    match zone.from_local_datetime(&local) {
        MappedLocalTime::None => Vec::new(),
        MappedLocalTime::Single(at) => vec![at.to_utc()],
        MappedLocalTime::Ambiguous(first, second) => vec![first.to_utc(), second.to_utc()],
    }
}

/// What the clock shows.
#[must_use]
pub fn shown(zone: Tz, at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&zone).naive_local()
}

/// From the first instant at which the clock shows a time of the wall-clock stretch to the last: what is skipped takes
/// no time, what is shown twice is within both times.
#[must_use]
pub fn stretch(zone: Tz, start: NaiveDateTime, end: NaiveDateTime) -> Interval {
    let tick = TimeDelta::nanoseconds(1);
    let first = instants(zone, start).first().copied();
    let last = instants(zone, end - tick).last().map(|last| *last + tick);
    Interval {
        start: first.unwrap_or_else(|| jump(zone, start)),
        end: last.unwrap_or_else(|| jump(zone, end - tick)),
    }
}

/// The instants that bear a date: in one piece, but for the few zones that set their clocks back to before a midnight
/// that has passed; in none where the date was skipped.
#[must_use]
pub fn day(zone: Tz, date: NaiveDate) -> Vec<Interval> {
    let midnight = date.and_time(NaiveTime::MIN).and_utc();
    let around = Interval { start: midnight - BEFORE_MIDNIGHT, end: midnight + AFTER_MIDNIGHT };
    let by = |offset: FixedOffset| {
        let start = midnight - TimeDelta::seconds(offset.local_minus_utc().into());
        Interval { start, end: start + TimeDelta::days(1) }
    };
    let before = by(offset(zone, around.start));
    let Some(change) = change(zone, around) else { return vec![before] };
    let after = by(offset(zone, around.end));
    let mut pieces = Vec::new();
    for piece in [
        Interval { end: before.end.min(change), ..before },
        Interval { start: after.start.max(change), ..after },
    ] {
        if piece.start < piece.end {
            pieces.push(piece);
        }
    }
    pieces
}

/// When the clock goes over a time that it never shows.
fn jump(zone: Tz, skipped: NaiveDateTime) -> DateTime<Utc> {
    let at = skipped.and_utc();
    let around = Interval { start: at - AFTER_MIDNIGHT, end: at + AFTER_MIDNIGHT };
    change(zone, around).unwrap_or(at)
}

/// When the clock is set differently, to the second; none where it is the same at both ends. Zones do so once in
/// weeks.
fn change(zone: Tz, within: Interval) -> Option<DateTime<Utc>> {
    let before = offset(zone, within.start);
    if before == offset(zone, within.end) {
        return None;
    }
    let (mut same, mut other) = (within.start.timestamp(), within.end.timestamp());
    while other - same > 1 {
        let middle = same.midpoint(other);
        if DateTime::from_timestamp(middle, 0).is_some_and(|at| offset(zone, at) == before) {
            same = middle;
        } else {
            other = middle;
        }
    }
    DateTime::from_timestamp(other, 0)
}

fn offset(zone: Tz, at: DateTime<Utc>) -> FixedOffset {
    zone.offset_from_utc_datetime(&at.naive_utc()).fix()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn local(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    fn interval(start: &str, end: &str) -> Interval {
        Interval { start: utc(start), end: utc(end) }
    }

    #[test]
    fn days_are_as_long_as_the_clock_makes_them() {
        let of = |zone: Tz, date: &str| day(zone, date.parse().unwrap());
        let paris = chrono_tz::Europe::Paris;
        assert_eq!(of(paris, "2026-11-24"), [interval("2026-11-23T23:00:00Z", "2026-11-24T23:00:00Z")]);
        let hours = |zone, date| -> i64 {
            of(zone, date).iter().map(|piece| (piece.end - piece.start).num_minutes()).sum()
        };
        assert_eq!((hours(paris, "2027-03-28"), hours(paris, "2026-10-25")), (23 * 60, 25 * 60));
        assert_eq!(hours(chrono_tz::Australia::Lord_Howe, "2026-04-05"), 24 * 60 + 30);
        assert!(of(chrono_tz::Pacific::Apia, "2011-12-30").is_empty(), "there was no such day");
    }

    #[test]
    fn a_clock_set_back_over_midnight_splits_a_day() {
        // Newfoundland went from 00:01 back to 23:01 of the day before.
        let pieces = day(chrono_tz::America::St_Johns, "2010-11-07".parse().unwrap());
        assert_eq!(pieces.len(), 2);
        assert_eq!(pieces[0], interval("2010-11-07T02:30:00Z", "2010-11-07T02:31:00Z"));
        assert_eq!(pieces[1].start, utc("2010-11-07T03:30:00Z"));
    }

    #[test]
    fn a_stretch_of_the_clock_loses_what_is_skipped_and_holds_what_comes_twice() {
        let paris = chrono_tz::Europe::Paris;
        let of = |start: &str, end: &str| stretch(paris, local(start), local(end));
        assert_eq!(
            of("2027-03-28T02:15:00", "2027-03-28T04:00:00"),
            interval("2027-03-28T01:00:00Z", "2027-03-28T02:00:00Z")
        );
        assert_eq!(
            of("2027-03-28T01:00:00", "2027-03-28T02:15:00"),
            interval("2027-03-28T00:00:00Z", "2027-03-28T01:00:00Z")
        );
        assert_eq!(
            of("2026-10-25T01:30:00", "2026-10-25T02:30:00"),
            interval("2026-10-24T23:30:00Z", "2026-10-25T01:30:00Z")
        );
        assert_eq!(
            of("2026-10-25T01:00:00", "2026-10-25T02:00:00"),
            interval("2026-10-24T23:00:00Z", "2026-10-25T00:00:00Z"),
            "it ends when two o'clock comes first"
        );
    }

    #[test]
    fn midnight_may_be_skipped() {
        // São Paulo, 2018-11-04: the day began at one.
        let zone = chrono_tz::America::Sao_Paulo;
        let found = stretch(zone, local("2018-11-04T00:00:00"), local("2018-11-05T00:00:00"));
        assert_eq!(found, interval("2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"));
    }
}
