//! A slow, obvious calendar to hold the real one against: it looks at the doctor's clock minute by minute, and shares
//! nothing with the real one but the types of its data.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::scenes::{Again, On, Scene};
use super::{Calendar, DayLimit, Placement, Refusal, Slot};
use crate::domain::busy::Taken;
use crate::domain::ids::ClinicId;
use crate::domain::intervals::Interval;
use crate::domain::schedules::{TypeCode, VisitType};

/// Every minute of some days, and what a clock on the wall shows then.
pub struct WallClock {
    zone: Tz,
    minutes: Vec<(DateTime<Utc>, NaiveDateTime)>,
    /// From the first minute that bears a date to the last.
    days: BTreeMap<NaiveDate, Interval>,
}

impl WallClock {
    /// All minutes that bear one of these dates in the zone, and those of the days before and after.
    pub fn of(zone: Tz, first: NaiveDate, last: NaiveDate) -> Self {
        let midnight = |date: NaiveDate| date.and_time(NaiveTime::MIN).and_utc();
        let (mut at, end) = (midnight(first - Days::new(2)), midnight(last + Days::new(3)));
        let (mut minutes, mut days) = (Vec::new(), BTreeMap::new());
        while at < end {
            let (shown, next) = (shown(zone, at), at + TimeDelta::minutes(1));
            minutes.push((at, shown));
            days.entry(shown.date()).or_insert(Interval { start: at, end: next }).end = next;
            at = next;
        }
        Self { zone, minutes, days }
    }
}

fn shown(zone: Tz, at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&zone).naive_local()
}

/// One stretch of hours, as the clock shows it.
struct Hours {
    open: NaiveDateTime,
    close: NaiveDateTime,
    clinic_id: ClinicId,
}

impl Hours {
    fn include(&self, shown: NaiveDateTime) -> bool {
        self.open <= shown && shown < self.close
    }
}

/// What should be answered.
pub struct Model<'a> {
    calendar: &'a Calendar,
    taken: &'a [Taken],
    clock: &'a WallClock,
    hours: Vec<Hours>,
    away: Vec<Interval>,
}

impl<'a> Model<'a> {
    /// Reads the rules.
    pub fn new(scene: &'a Scene, clock: &'a WallClock) -> Self {
        let calendar = &scene.calendar;
        let mut hours = Vec::new();
        let mut date = clock.minutes[0].1.date() - Days::new(2);
        while date <= clock.minutes[clock.minutes.len() - 1].1.date() {
            let mut add = |start: NaiveTime, end: NaiveTime, clinic_id| {
                let last = if end <= start { date + Days::new(1) } else { date };
                hours.push(Hours { open: date.and_time(start), close: last.and_time(end), clinic_id });
            };
            let instead = calendar.overrides.iter().find(|(of, _)| **of == date).map(|(_, it)| it);
            for rule in &calendar.weekly {
                let too_early = rule.valid_from.is_some_and(|from| date < from);
                let too_late = rule.valid_until.is_some_and(|until| date > until);
                let gives_way = match instead.map(|it| &it.clinics) {
                    None => false,
                    Some(None) => true,
                    Some(Some(clinics)) => clinics.contains(&rule.clinic_id),
                };
                if date.weekday() == rule.weekday && !too_early && !too_late && !gives_way {
                    add(rule.start, rule.end, rule.clinic_id);
                }
            }
            for window in instead.map(|it| &it.windows).into_iter().flatten() {
                add(window.start, window.end, window.clinic_id);
            }
            date = date + Days::new(1);
        }
        let mut away = scene.once.clone();
        for again in &scene.again {
            away.extend(times(again, clock));
        }
        Self { calendar, taken: &scene.taken, clock, hours, away }
    }

    /// Every minute of these days at which a visit would be let in.
    pub fn free_slots(
        &self,
        code: TypeCode,
        days: &RangeInclusive<NaiveDate>,
        now: DateTime<Utc>,
    ) -> Vec<Slot> {
        let mut slots = Vec::new();
        for (at, shown) in &self.clock.minutes {
            // A verdict is dear; the grid rules most minutes out beforehand.
            let may_start = days.contains(&shown.date())
                && self
                    .hours
                    .iter()
                    .any(|hours| hours.include(*shown) && self.on_grid(hours, self.visit(code), *shown));
            if may_start && let Ok(placement) = self.verdict(code, *at, now) {
                slots.push(Slot {
                    visit: placement.during,
                    clinic_id: placement.clinic_id,
                    seats_left: placement.seats_left,
                });
            }
        }
        slots
    }

    /// The three free starts of the week before and the week after that are nearest, the earlier of two as near.
    pub fn alternatives(&self, code: TypeCode, wanted: DateTime<Utc>, now: DateTime<Utc>) -> Vec<Interval> {
        let day = shown(self.clock.zone, wanted).date();
        let mut slots = self.free_slots(code, &(day - Days::new(7)..=day + Days::new(7)), now);
        slots.sort_by_key(|slot| ((slot.visit.start - wanted).num_seconds().abs(), slot.visit.start));
        slots.truncate(3);
        slots.iter().map(|slot| slot.visit).collect()
    }

    /// Whether a visit may start at an instant.
    pub fn verdict(
        &self,
        code: TypeCode,
        start: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Placement, Refusal> {
        let offered: Vec<&VisitType> =
            self.calendar.types.iter().filter(|visit| visit.code == code).collect();
        let [visit] = offered[..] else { return Err(Refusal::TypeNotOffered) };
        if start <= now || start - now < self.calendar.min_notice {
            return Err(Refusal::TooSoon);
        }
        if start - now > self.calendar.max_advance {
            return Err(Refusal::TooFar);
        }

        let length = TimeDelta::minutes(visit.duration_minutes);
        let during = Interval { start, end: start + length };
        let starts = shown(self.clock.zone, start);
        let Some(hours) = self.hours.iter().find(|hours| hours.include(starts)) else {
            return Err(Refusal::OutsideAvailability);
        };
        let at_work = |at: DateTime<Utc>| {
            let closed = self.calendar.closed.iter();
            hours.include(shown(self.clock.zone, at))
                && !closed.clone().any(|(clinic, closed)| *clinic == hours.clinic_id && within(closed, at))
                && !self.away.iter().any(|away| within(away, at))
        };
        if !moments(&during).into_iter().all(at_work) {
            return Err(Refusal::OutsideAvailability);
        }

        let fits_as_the_clock_reads = starts + length <= hours.close;
        if !self.on_grid(hours, visit, starts) || !fits_as_the_clock_reads {
            return Err(Refusal::OffGrid);
        }

        let blocks = Interval {
            start: during.start - TimeDelta::minutes(visit.buffer_before_minutes),
            end: during.end + TimeDelta::minutes(visit.buffer_after_minutes),
        };
        let running = |taken: &&Taken| match taken.hold.map(|hold| hold.until) {
            Some(Some(until)) => until > now,
            Some(None) | None => true,
        };
        let mut seats = visit.capacity;
        let moments = moments(&blocks);
        for taken in self.taken.iter().filter(running) {
            if moments.iter().any(|at| within(&taken.blocks, *at)) {
                let beside = taken.shared && taken.code == code && taken.visit == during;
                seats = if beside && visit.capacity > 1 { seats.saturating_sub(1) } else { 0 };
            }
            if seats == 0 {
                return Err(Refusal::Taken);
            }
        }

        let mut day = None;
        if let Some(max) = self.calendar.max_per_day {
            let today = |taken: &&Taken| shown(self.clock.zone, taken.visit.start).date() == starts.date();
            let started = u32::try_from(self.taken.iter().filter(running).filter(today).count()).unwrap();
            if started >= max {
                return Err(Refusal::DayFull);
            }
            seats = seats.min(max - started);
            day = Some(DayLimit { day: self.clock.days[&starts.date()], max });
        }
        Ok(Placement {
            code,
            during,
            blocks,
            clinic_id: hours.clinic_id,
            mode: visit.mode.clone(),
            capacity: visit.capacity,
            seats_left: seats,
            day,
        })
    }

    fn visit(&self, code: TypeCode) -> &VisitType {
        self.calendar.types.iter().find(|visit| visit.code == code).unwrap()
    }

    fn on_grid(&self, hours: &Hours, visit: &VisitType, shown: NaiveDateTime) -> bool {
        let minutes = visit.grid_minutes.unwrap_or(self.calendar.grid.num_minutes());
        (shown - hours.open).num_seconds() % (60 * minutes) == 0
    }
}

/// The times that an absence comes, day by day, as far as the clock is known: from the first minute that shows one of
/// its times to the last.
fn times(again: &Again, clock: &WallClock) -> Vec<Interval> {
    let (first, mut times, mut met) = (again.first.date(), Vec::new(), 0);
    let mut date = first;
    while date <= clock.minutes[clock.minutes.len() - 1].1.date() {
        if again.until.is_some_and(|until| date > until) || again.count.is_some_and(|count| met >= count) {
            break;
        }
        if is_on(again, first, date) {
            met += 1;
            let start = date.and_time(again.first.time());
            let shown = |minute: &&(DateTime<Utc>, NaiveDateTime)| {
                start <= minute.1 && minute.1 < start + again.length
            };
            let minutes = clock.minutes.iter();
            if let Some((from, _)) = minutes.clone().find(shown) {
                let until = minutes.rev().find(shown).unwrap().0 + TimeDelta::minutes(1);
                times.push(Interval { start: *from, end: until });
            }
        }
        date = date + Days::new(1);
    }
    times
}

fn is_on(again: &Again, first: NaiveDate, date: NaiveDate) -> bool {
    let every = i64::from(again.every);
    let monday = |date: NaiveDate| date - Days::new(date.weekday().num_days_from_monday().into());
    let months = |date: NaiveDate| i64::from(date.year()) * 12 + i64::from(date.month());
    let in_month = (months(date) - months(first)) % every == 0;
    match &again.on {
        On::Days => (date - first).num_days() % every == 0,
        On::Weekdays(days) => {
            days.contains(&date.weekday()) && (monday(date) - monday(first)).num_days() / 7 % every == 0
        }
        On::DayOfMonth(day) => date.day() == *day && in_month,
        On::Last(weekday) => {
            date.weekday() == *weekday && (date + Days::new(7)).month() != date.month() && in_month
        }
    }
}

fn within(stretch: &Interval, at: DateTime<Utc>) -> bool {
    stretch.start <= at && at < stretch.end
}

/// Minute by minute, and the last second: a visit that starts between two minutes ends between two.
fn moments(stretch: &Interval) -> Vec<DateTime<Utc>> {
    let mut moments = vec![stretch.end - TimeDelta::seconds(1)];
    let mut at = stretch.start;
    while at < stretch.end {
        moments.push(at);
        at += TimeDelta::minutes(1);
    }
    moments
}
