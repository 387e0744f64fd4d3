//! A slow, obvious calendar to hold the real one against: it looks at the doctor's clock minute by minute, and shares
//! nothing with the real one but the types of its data.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{Calendar, Placement, Refusal, Slot};
use crate::domain::ids::ClinicId;
use crate::domain::intervals::Interval;
use crate::domain::schedules::{TypeCode, VisitType};

/// Every minute of some days, and what a clock on the wall shows then.
pub struct WallClock {
    zone: Tz,
    minutes: Vec<(DateTime<Utc>, NaiveDateTime)>,
}

impl WallClock {
    /// All minutes that bear one of these dates in the zone, and those of the days around them.
    pub fn of(zone: Tz, first: NaiveDate, last: NaiveDate) -> Self {
        let midnight = |date: NaiveDate| date.and_time(NaiveTime::MIN).and_utc();
        let (mut at, end) = (midnight(first - Days::new(1)), midnight(last + Days::new(2)));
        let mut minutes = Vec::new();
        while at < end {
            minutes.push((at, shown(zone, at)));
            at += TimeDelta::minutes(1);
        }
        Self { zone, minutes }
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
    taken: &'a [Interval],
    clock: &'a WallClock,
    hours: Vec<Hours>,
}

impl<'a> Model<'a> {
    /// Reads the rules; `taken` is what the calendar holds as busy.
    pub fn new(calendar: &'a Calendar, taken: &'a [Interval], clock: &'a WallClock) -> Self {
        let mut hours = Vec::new();
        let mut date = clock.minutes[0].1.date() - Days::new(2);
        while date <= clock.minutes[clock.minutes.len() - 1].1.date() {
            for rule in &calendar.weekly {
                let too_early = rule.valid_from.is_some_and(|from| date < from);
                let too_late = rule.valid_until.is_some_and(|until| date > until);
                if date.weekday() == rule.weekday && !too_early && !too_late {
                    let past_midnight = rule.end <= rule.start;
                    let last = if past_midnight { date + Days::new(1) } else { date };
                    let (open, close) = (date.and_time(rule.start), last.and_time(rule.end));
                    hours.push(Hours { open, close, clinic_id: rule.clinic_id });
                }
            }
            date = date + Days::new(1);
        }
        Self { calendar, taken, clock, hours }
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
                && self.hours.iter().any(|hours| hours.include(*shown) && self.on_grid(hours, *shown));
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
                && !self.calendar.time_off.iter().any(|away| within(away, at))
        };
        if !moments(&during).into_iter().all(at_work) {
            return Err(Refusal::OutsideAvailability);
        }

        let fits_as_the_clock_reads = starts + length <= hours.close;
        if !self.on_grid(hours, starts) || !fits_as_the_clock_reads {
            return Err(Refusal::OffGrid);
        }

        let blocks = Interval {
            start: during.start - TimeDelta::minutes(visit.buffer_before_minutes),
            end: during.end + TimeDelta::minutes(visit.buffer_after_minutes),
        };
        if moments(&blocks).into_iter().any(|at| self.taken.iter().any(|taken| within(taken, at))) {
            return Err(Refusal::Taken);
        }
        Ok(Placement {
            code,
            during,
            blocks,
            clinic_id: hours.clinic_id,
            mode: visit.mode.clone(),
            capacity: 1,
            seats_left: 1,
            day: None,
        })
    }

    fn on_grid(&self, hours: &Hours, shown: NaiveDateTime) -> bool {
        (shown - hours.open).num_seconds() % self.calendar.grid.num_seconds() == 0
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
