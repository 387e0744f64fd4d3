//! Calendars thrown by dice, with what the model is told of them beside: absences as they were entered, and what is
//! taken as a list.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use uuid::Uuid;

use super::Calendar;
use super::dice::{Die, some_clinic, some_rule};
use crate::domain::busy::{Busy, Hold, Taken};
use crate::domain::day_windows;
use crate::domain::ids::{AppointmentId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::recurrence::Recurrence;
use crate::domain::schedules::{DayHours, TypeCode, VisitType, WeeklyRule};
use crate::domain::stretches::Stretches;
use crate::domain::weekly_hours;

/// The kinds of visit on offer: for one and with a grid of the schedule's, and for several and with its own.
pub const CODES: [TypeCode; 2] = [TypeCode::Consultation, TypeCode::PhysicalTherapy];

/// A calendar, and what went into it.
pub struct Scene {
    /// The calendar.
    pub calendar: Calendar,
    /// What is taken of it.
    pub taken: Vec<Taken>,
    /// Absences that come once.
    pub once: Vec<Interval>,
    /// Absences that come again.
    pub again: Vec<Again>,
}

/// An absence that comes again, on the wall clock.
#[derive(Debug, Clone)]
pub struct Again {
    /// The first time.
    pub first: NaiveDateTime,
    /// How long, as the clock shows it.
    pub length: TimeDelta,
    /// Every so many days, weeks or months.
    pub every: u32,
    /// On which days.
    pub on: On,
    /// How often.
    pub count: Option<u32>,
    /// The last day.
    pub until: Option<NaiveDate>,
}

/// The days of an absence that comes again.
#[derive(Debug, Clone)]
pub enum On {
    /// Each.
    Days,
    /// These, in a week that begins on Monday.
    Weekdays(Vec<Weekday>),
    /// That of the month.
    DayOfMonth(u32),
    /// The last of this weekday in the month.
    Last(Weekday),
}

impl Again {
    /// As RFC 5545 writes it.
    pub fn rule(&self) -> String {
        let day = |weekday: &Weekday| weekday.to_string()[..2].to_uppercase();
        let mut rule = match &self.on {
            On::Days => "FREQ=DAILY".to_owned(),
            On::Weekdays(days) => {
                format!("FREQ=WEEKLY;BYDAY={}", days.iter().map(day).collect::<Vec<_>>().join(","))
            }
            On::DayOfMonth(day) => format!("FREQ=MONTHLY;BYMONTHDAY={day}"),
            On::Last(weekday) => format!("FREQ=MONTHLY;BYDAY=-1{}", day(weekday)),
        };
        rule += &format!(";INTERVAL={}", self.every);
        rule += &self.count.map(|count| format!(";COUNT={count}")).unwrap_or_default();
        rule + &self.until.map(|until| until.format(";UNTIL=%Y%m%d").to_string()).unwrap_or_default()
    }
}

fn some_again(die: &mut Die, zone: Tz, day: NaiveDate) -> Option<(Again, Interval)> {
    let start = day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::minutes(5 * die.below(4 * 288))
        - TimeDelta::days(die.below(60) + 1);
    let minutes = if die.one_in(3) { 24 * 60 } else { 5 * (1 + die.below(60)) };
    let first = Interval { start, end: start + TimeDelta::minutes(minutes) };
    let shown = |at: DateTime<Utc>| at.with_timezone(&zone).naive_local();
    let (local, length) = (shown(first.start), shown(first.end) - shown(first.start));
    let on = match die.below(4) {
        0 => On::Days,
        1 => {
            let other = (local + TimeDelta::days(die.below(7))).weekday();
            let own = local.weekday();
            On::Weekdays(if own == other { vec![own] } else { vec![own, other] })
        }
        2 => On::DayOfMonth(local.day()),
        _ if (local + TimeDelta::days(7)).month() != local.month() => On::Last(local.weekday()),
        _ => On::Days,
    };
    let count = die.one_in(4).then(|| u32::try_from(1 + die.below(20)).unwrap());
    let until = (count.is_none() && die.one_in(4)).then(|| local.date() + TimeDelta::days(die.below(70)));
    let every = u32::try_from(1 + die.below(3)).unwrap();
    let again = Again { first: local, length, every, on, count, until };
    // One that ends before it began, on the clock, is not let in.
    (length > TimeDelta::zero()).then_some((again, first))
}

fn some_overrides(die: &mut Die, weekly: &[WeeklyRule], day: NaiveDate) -> BTreeMap<NaiveDate, DayHours> {
    let mut overrides = BTreeMap::new();
    for _ in 0..die.below(3) {
        let date = day + TimeDelta::days(die.below(4) - 2);
        let windows = (0..die.below(3)).map(|_| some_rule(die, day).window()).collect();
        let clinics = die.one_in(2).then(|| vec![some_clinic(die)]);
        let mut more = overrides.clone();
        more.insert(date, DayHours { clinics, windows });
        // A doctor is not in two places at once.
        if day_windows::clash(weekly, &more).is_none() {
            overrides = more;
        }
    }
    overrides
}

fn some_type(die: &mut Die, code: TypeCode) -> VisitType {
    let group = code == CODES[1];
    VisitType {
        code,
        duration_minutes: die.pick(&[5, 15, 20, 30, 45, 60, 90]),
        buffer_before_minutes: die.pick(&[0, 0, 5, 15]),
        buffer_after_minutes: die.pick(&[0, 0, 5, 15]),
        capacity: if group { die.pick(&[2, 3, 5]) } else { 1 },
        grid_minutes: group.then(|| die.pick(&[5, 15, 25, 40, 60])),
        mode: die.pick(&["in_person", "video"]).into(),
    }
}

fn some_hold(die: &mut Die, now: DateTime<Utc>) -> Option<Hold> {
    die.one_in(3).then(|| Hold {
        patient: UserId(Uuid::nil()),
        // Some are past, one runs out this very moment, and an offer does not by itself.
        until: die.pick(&[Some(-3), Some(0), Some(2), None]).map(|minutes| now + TimeDelta::minutes(minutes)),
    })
}

/// A calendar with something about `day`, and what was taken of it by `now`.
pub fn some_scene(die: &mut Die, time_zone: Tz, day: NaiveDate, now: DateTime<Utc>) -> Scene {
    let before = (day - Days::new(1)).and_time(NaiveTime::MIN).and_utc();
    let mut weekly: Vec<WeeklyRule> = Vec::new();
    for _ in 0..1 + die.below(6) {
        let rule = some_rule(die, day);
        // Such rules are not let in.
        if !weekly.iter().any(|other| weekly_hours::overlap(other, &rule)) {
            weekly.push(rule);
        }
    }
    let once: Vec<Interval> = (0..die.below(3)).map(|_| die.stretch(before, 300)).collect();
    let again = if die.one_in(4) { some_again(die, time_zone, day) } else { None };
    let horizon = Interval { start: before - TimeDelta::days(20), end: before + TimeDelta::days(20) };
    let expanded = again.iter().flat_map(|(again, first)| {
        let rule = Recurrence::parse(&again.rule()).unwrap();
        rule.starts_with(first, time_zone).unwrap();
        rule.within(*first, time_zone, &horizon)
    });
    let mut calendar = Calendar {
        doctor_id: UserId(Uuid::nil()),
        time_zone,
        rules_version: 1,
        calendar_version: 1,
        min_notice: TimeDelta::minutes(die.pick(&[0, 0, 0, 60, 24 * 60])),
        max_advance: TimeDelta::hours(die.pick(&[30, 72, 90 * 24, 90 * 24])),
        max_per_day: die.pick(&[None, None, None, Some(1), Some(2), Some(4)]),
        grid: TimeDelta::minutes(die.pick(&[5, 10, 15, 20, 30, 45, 60])),
        auto_confirm: false,
        accepts_new_patients: true,
        overrides: some_overrides(die, &weekly, day),
        weekly,
        time_off: once.iter().copied().chain(expanded).collect::<Stretches>(),
        closed: (0..die.below(3)).map(|_| (some_clinic(die), die.stretch(before, 24 * 60))).collect(),
        types: CODES.map(|code| some_type(die, code)).into(),
        busy: Busy::default(),
    };
    let taken = some_taken(die, &calendar, day, now);
    for one in &taken {
        calendar.busy.take(one.clone());
    }
    Scene { calendar, taken, once, again: again.into_iter().map(|(again, _)| again).collect() }
}

/// Visits and holds anywhere, and sessions of which some seats are sold.
fn some_taken(die: &mut Die, calendar: &Calendar, day: NaiveDate, now: DateTime<Utc>) -> Vec<Taken> {
    let before = (day - Days::new(1)).and_time(NaiveTime::MIN).and_utc();
    let sessions = calendar.free_slots(CODES[1], &(day..=day + Days::new(1)), now);
    let mut taken: Vec<Taken> = Vec::new();
    for _ in 0..die.below(7) {
        let session = if sessions.is_empty() || die.one_in(2) { None } else { Some(die.pick(&sessions)) };
        let visit = session.map_or_else(|| die.stretch(before, 120), |slot| slot.visit);
        let buffers = &calendar.types[1];
        let blocks = Interval {
            start: visit.start - TimeDelta::minutes(buffers.buffer_before_minutes),
            end: visit.end + TimeDelta::minutes(buffers.buffer_after_minutes),
        };
        let met = |other: &Taken| blocks.start < other.blocks.end && other.blocks.start < blocks.end;
        if taken.iter().any(met) {
            continue;
        }
        let seats = if session.is_some() { 1 + die.below(buffers.capacity.into()) } else { 1 };
        for _ in 0..seats {
            taken.push(Taken {
                id: AppointmentId(Uuid::from_u128(taken.len() as u128 + 1)),
                visit,
                blocks,
                code: session.map_or_else(|| die.pick(&CODES), |_| CODES[1]),
                shared: session.is_some() && !die.one_in(20),
                hold: some_hold(die, now),
            });
        }
    }
    taken
}
