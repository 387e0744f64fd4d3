//! Slot arithmetic: which times of a doctor can be booked, and why another cannot.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::domain::busy::{Busy, Hold, Taken, Wanted};
use crate::domain::day_windows::{Window, opening_on};
use crate::domain::days;
use crate::domain::ids::{AppointmentId, ClinicId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::schedules::{DayHours, TypeCode, VisitType, WeeklyRule};
use crate::domain::stretches::Stretches;
use crate::domain::wall_clock;

/// How many other times a refusal offers.
const ALTERNATIVES: usize = 3;
/// How far around the wanted day other times are looked for.
const ALTERNATIVES_WITHIN: Days = Days::new(7);

/// Everything a booking decision about one doctor needs.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// Whose.
    pub doctor_id: UserId,
    /// The zone that days and hours are meant in.
    pub time_zone: Tz,
    /// Moves with the rules: hours, time off, types.
    pub rules_version: i64,
    /// Moves with every visit.
    pub calendar_version: i64,
    /// A visit must be booked this long before it starts.
    pub min_notice: TimeDelta,
    /// A visit cannot be booked further ahead.
    pub max_advance: TimeDelta,
    /// No more visits start on one day of the doctor's.
    pub max_per_day: Option<u32>,
    /// Starts are this far apart, from the start of each window, where the kind of visit does not say.
    pub grid: TimeDelta,
    /// New visits are certain at once.
    pub auto_confirm: bool,
    /// Somebody who was never there may book.
    pub accepts_new_patients: bool,
    /// Weekly hours.
    pub weekly: Vec<WeeklyRule>,
    /// What holds on single dates instead of the weekly hours that begin on them.
    pub overrides: BTreeMap<NaiveDate, DayHours>,
    /// Absences within the horizon, each as often as it comes again.
    pub time_off: Stretches,
    /// When clinics are closed at which there are hours.
    pub closed: Vec<(ClinicId, Interval)>,
    /// Kinds of visit on offer.
    pub types: Vec<VisitType>,
    /// What is taken within the horizon.
    pub busy: Busy,
}

/// A time that can be booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// The visit itself, without buffers.
    pub visit: Interval,
    /// Where it would be.
    pub clinic_id: ClinicId,
    /// How many can still book it.
    pub seats_left: u32,
}

/// Where a booking would go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// What kind of visit.
    pub code: TypeCode,
    /// The visit itself.
    pub during: Interval,
    /// The visit with its buffers.
    pub blocks: Interval,
    /// Where.
    pub clinic_id: ClinicId,
    /// `in_person`, `video` or `phone`.
    pub mode: String,
    /// How many may come at once; above one it is a seat of a group session.
    pub capacity: u32,
    /// How many can still come, with this one.
    pub seats_left: u32,
    /// The day it is counted on, where the doctor limits them.
    pub day: Option<DayLimit>,
}

/// How many visits may start on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayLimit {
    /// The day of the doctor's.
    pub day: Interval,
    /// How many.
    pub max: u32,
}

/// Why a time cannot be booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The doctor does not offer this kind of visit.
    TypeNotOffered,
    /// It is past, or nearer than the doctor's notice.
    TooSoon,
    /// It is beyond the doctor's horizon.
    TooFar,
    /// The doctor does not work then, is away, or the clinic is closed.
    OutsideAvailability,
    /// The doctor works then, but visits do not start at that minute.
    OffGrid,
    /// Somebody else has it.
    Taken,
    /// The doctor sees no more people that day.
    DayFull,
}

impl Placement {
    /// What a visit here takes of the calendar; with a hold while somebody is still deciding.
    #[must_use]
    pub fn taken(&self, id: AppointmentId, hold: Option<Hold>) -> Taken {
        let Self { code, during, blocks, capacity, .. } = *self;
        Taken { id, visit: during, blocks, code, shared: capacity > 1, hold }
    }
}

impl Calendar {
    /// The doctor's terms for one kind of visit.
    #[must_use]
    pub fn visit_type(&self, code: TypeCode) -> Option<&VisitType> {
        self.types.iter().find(|visit| visit.code == code)
    }

    /// What can be booked on these days (the doctor's), in order. Nothing where the kind is not offered.
    #[must_use]
    pub fn free_slots(
        &self,
        code: TypeCode,
        days: &RangeInclusive<NaiveDate>,
        now: DateTime<Utc>,
    ) -> Vec<Slot> {
        let Some(visit) = self.visit_type(code) else { return Vec::new() };
        let mut counted = BTreeMap::new();
        let mut room_on = |day| *counted.entry(day).or_insert_with(|| self.room_on(day, now));
        let offered = |(start, clinic_id): (DateTime<Utc>, ClinicId)| {
            let day = self.local_date(start);
            let wanted = wanted(visit, start);
            if !days.contains(&day) || self.within_horizon(start, now).is_err() || self.away(&wanted.visit) {
                return None;
            }
            let seats_left = self.busy.seats_left(&wanted, now).min(room_on(day));
            (seats_left > 0).then_some(Slot { visit: wanted.visit, clinic_id, seats_left })
        };
        self.starts(visit, days).into_iter().filter_map(offered).collect()
    }

    /// Decides on one start: where the visit would go, or why it cannot.
    ///
    /// # Errors
    /// The first reason that stands in the way.
    pub fn place(
        &self,
        code: TypeCode,
        starts_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Placement, Refusal> {
        let visit = self.visit_type(code).ok_or(Refusal::TypeNotOffered)?;
        self.within_horizon(starts_at, now)?;
        let wanted = wanted(visit, starts_at);
        let Wanted { visit: during, blocks, capacity, .. } = wanted;
        let day = self.local_date(starts_at);
        let clinic_id = self.starts(visit, &(day..=day)).get(&starts_at).copied();
        if self.away(&during) {
            return Err(Refusal::OutsideAvailability);
        }
        let Some(clinic_id) = clinic_id else {
            return Err(if self.works_during(&during) {
                Refusal::OffGrid
            } else {
                Refusal::OutsideAvailability
            });
        };
        let seats_left = self.busy.seats_left(&wanted, now);
        if seats_left == 0 {
            return Err(Refusal::Taken);
        }
        let seats_left = seats_left.min(self.room_on(day, now));
        if seats_left == 0 {
            return Err(Refusal::DayFull);
        }
        let limit = |max| DayLimit { day: days::between(day, day, self.time_zone), max };
        let day = self.max_per_day.map(limit);
        Ok(Placement { code, during, blocks, clinic_id, mode: visit.mode.clone(), capacity, seats_left, day })
    }

    /// How many more may start on a day.
    fn room_on(&self, day: NaiveDate, now: DateTime<Utc>) -> u32 {
        let Some(max) = self.max_per_day else { return u32::MAX };
        let pieces = wall_clock::day(self.time_zone, day).into_iter();
        let started: usize = pieces.map(|piece| self.busy.starting_within(piece, now).count()).sum();
        max.saturating_sub(u32::try_from(started).unwrap_or(u32::MAX))
    }

    /// The nearest times that can be booked instead, nearest first.
    #[must_use]
    pub fn alternatives(&self, code: TypeCode, wanted: DateTime<Utc>, now: DateTime<Utc>) -> Vec<Interval> {
        let day = self.local_date(wanted);
        let days = day.checked_sub_days(ALTERNATIVES_WITHIN).unwrap_or(day)
            ..=day.checked_add_days(ALTERNATIVES_WITHIN).unwrap_or(day);
        let mut slots = self.free_slots(code, &days, now);
        slots.sort_by_key(|slot| (slot.visit.start - wanted).abs());
        slots.into_iter().take(ALTERNATIVES).map(|slot| slot.visit).collect()
    }

    /// The instants of a wall-clock time of the doctor: none where the clock skips it, two where it shows it twice.
    #[must_use]
    pub fn instants(&self, local: NaiveDateTime) -> Vec<DateTime<Utc>> {
        wall_clock::instants(self.time_zone, local)
    }

    /// The doctor's day of an instant.
    #[must_use]
    pub fn local_date(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.time_zone).date_naive()
    }

    /// Every start that the hours allow on these days at clinics that are open, busy or not, and where.
    fn starts(
        &self,
        visit: &VisitType,
        days: &RangeInclusive<NaiveDate>,
    ) -> BTreeMap<DateTime<Utc>, ClinicId> {
        let duration = TimeDelta::minutes(visit.duration_minutes);
        let grid = visit.grid_minutes.map_or(self.grid, TimeDelta::minutes);
        let mut starts = BTreeMap::new();
        for window in self.windows(days) {
            let mut local = window.open;
            while local + duration <= window.close {
                for start in self.instants(local) {
                    if self.is_open(&window, &Interval { start, end: start + duration }) {
                        starts.entry(start).or_insert(window.clinic_id);
                    }
                }
                local += grid;
            }
        }
        starts
    }

    /// The windows that reach into these days: those of the day before may run past midnight.
    fn windows(&self, days: &RangeInclusive<NaiveDate>) -> impl Iterator<Item = Window> + '_ {
        let first = days.start().pred_opt().unwrap_or(*days.start());
        let last = *days.end();
        let days = first.iter_days().take_while(move |day| *day <= last);
        days.flat_map(|day| opening_on(&self.weekly, &self.overrides, day))
    }

    /// Whether the hours cover a visit at a clinic that is open, whatever the grid and absences say.
    #[must_use]
    pub fn works_during(&self, visit: &Interval) -> bool {
        let day = self.local_date(visit.start);
        self.windows(&(day..=day)).any(|window| self.is_open(&window, visit))
    }

    /// Where the doctor is at an instant, by the hours; closures and absences are not asked.
    #[must_use]
    pub fn clinic_at(&self, at: DateTime<Utc>) -> Option<ClinicId> {
        let (day, local) = (self.local_date(at), at.with_timezone(&self.time_zone).naive_local());
        let mut windows = self.windows(&(day..=day));
        windows.find(|window| window.open <= local && local < window.close).map(|window| window.clinic_id)
    }

    /// Whether there are hours at a clinic, of the week or on a date.
    #[must_use]
    pub fn has_hours_at(&self, clinic: ClinicId) -> bool {
        let mut on_dates = self.overrides.values().flat_map(|hours| &hours.windows);
        self.weekly.iter().any(|rule| rule.clinic_id == clinic)
            || on_dates.any(|window| window.clinic_id == clinic)
    }

    /// Whether the doctor is at a clinic all through a visit, as far as the rules go.
    #[must_use]
    pub fn is_there(&self, clinic: ClinicId, visit: &Interval) -> bool {
        let day = self.local_date(visit.start);
        let mut here = self.windows(&(day..=day)).filter(|window| window.clinic_id == clinic);
        !self.away(visit) && here.any(|window| self.is_open(&window, visit))
    }

    fn within_horizon(&self, start: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Refusal> {
        if start < now + self.min_notice || start <= now {
            Err(Refusal::TooSoon)
        } else if start > now + self.max_advance {
            Err(Refusal::TooFar)
        } else {
            Ok(())
        }
    }

    fn is_open(&self, window: &Window, visit: &Interval) -> bool {
        let shut =
            |(clinic, days): &(ClinicId, Interval)| *clinic == window.clinic_id && days.overlaps(visit);
        window.holds(visit, self.time_zone) && !self.closed.iter().any(shut)
    }

    fn away(&self, visit: &Interval) -> bool {
        self.time_off.overlap(visit)
    }
}

pub(in crate::domain) fn wanted(visit: &VisitType, start: DateTime<Utc>) -> Wanted {
    let during = Interval { start, end: start + TimeDelta::minutes(visit.duration_minutes) };
    let blocks = Interval {
        start: during.start - TimeDelta::minutes(visit.buffer_before_minutes),
        end: during.end + TimeDelta::minutes(visit.buffer_after_minutes),
    };
    Wanted { visit: during, blocks, code: visit.code, capacity: visit.capacity }
}

#[cfg(test)]
#[path = "calendar_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "calendar_dice.rs"]
mod dice;

#[cfg(test)]
#[path = "calendar_scenes.rs"]
mod scenes;

#[cfg(test)]
#[path = "calendar_model.rs"]
mod model;

#[cfg(test)]
#[path = "calendar_properties.rs"]
mod properties;
