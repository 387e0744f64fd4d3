//! Slot arithmetic: which times of a doctor can be booked, and why another cannot.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{DateTime, Days, MappedLocalTime, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use crate::domain::ids::{ClinicId, UserId};
use crate::domain::intervals::{Busy, Interval};
use crate::domain::schedules::{TypeCode, VisitType, WeeklyRule};

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
    /// Starts are this far apart, from the start of each window.
    pub grid: TimeDelta,
    /// New visits are certain at once.
    pub auto_confirm: bool,
    /// Somebody who was never there may book.
    pub accepts_new_patients: bool,
    /// Weekly hours.
    pub weekly: Vec<WeeklyRule>,
    /// Absences within the horizon.
    pub time_off: Vec<Interval>,
    /// When clinics are closed at which there are hours.
    pub closed: Vec<(ClinicId, Interval)>,
    /// Kinds of visit on offer.
    pub types: Vec<VisitType>,
    /// What is taken within the horizon, buffers included.
    pub busy: Busy,
}

/// A time that can be booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// The visit itself, without buffers.
    pub visit: Interval,
    /// Where it would be.
    pub clinic_id: ClinicId,
}

/// Where a booking would go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// The visit itself.
    pub during: Interval,
    /// The visit with its buffers.
    pub blocks: Interval,
    /// Where.
    pub clinic_id: ClinicId,
    /// `in_person`, `video` or `phone`.
    pub mode: String,
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
        let bookable = |slot: &Slot| {
            days.contains(&self.local_date(slot.visit.start))
                && self.within_horizon(slot.visit.start, now).is_ok()
                && !self.away(&slot.visit)
                && self.busy.is_free(&blocks(visit, &slot.visit))
        };
        self.starts(visit, days).into_values().filter(bookable).collect()
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
        let during =
            Interval { start: starts_at, end: starts_at + TimeDelta::minutes(visit.duration_minutes) };
        let day = self.local_date(starts_at);
        let slot = self.starts(visit, &(day..=day)).get(&starts_at).copied();
        if self.away(&during) {
            return Err(Refusal::OutsideAvailability);
        }
        let Some(slot) = slot else {
            return Err(if self.works_during(&during) {
                Refusal::OffGrid
            } else {
                Refusal::OutsideAvailability
            });
        };
        let blocks = blocks(visit, &during);
        if !self.busy.is_free(&blocks) {
            return Err(Refusal::Taken);
        }
        Ok(Placement { during, blocks, clinic_id: slot.clinic_id, mode: visit.mode.clone() })
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
        match self.time_zone.from_local_datetime(&local) {
            MappedLocalTime::None => Vec::new(),
            MappedLocalTime::Single(at) => vec![at.to_utc()],
            MappedLocalTime::Ambiguous(first, second) => vec![first.to_utc(), second.to_utc()],
        }
    }

    /// The doctor's day of an instant.
    #[must_use]
    pub fn local_date(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.time_zone).date_naive()
    }

    /// Every start that the weekly hours allow on these days at clinics that are open, busy or not, by instant.
    fn starts(&self, visit: &VisitType, days: &RangeInclusive<NaiveDate>) -> BTreeMap<DateTime<Utc>, Slot> {
        let duration = TimeDelta::minutes(visit.duration_minutes);
        let mut starts = BTreeMap::new();
        for (open, close, clinic_id) in self.windows(days) {
            let mut local = open;
            while local + duration <= close {
                for start in self.instants(local) {
                    let visit = Interval { start, end: start + duration };
                    if self.stays_within(open, close, &visit) && self.is_open(clinic_id, &visit) {
                        starts.entry(start).or_insert(Slot { visit, clinic_id });
                    }
                }
                local += self.grid;
            }
        }
        starts
    }

    /// The wall-clock windows that reach into these days: those of the day before may run past midnight.
    fn windows(&self, days: &RangeInclusive<NaiveDate>) -> Vec<(NaiveDateTime, NaiveDateTime, ClinicId)> {
        let first = days.start().pred_opt().unwrap_or(*days.start());
        let mut windows = Vec::new();
        for day in first.iter_days().take_while(|day| day <= days.end()) {
            for rule in self.weekly.iter().filter(|rule| rule.opens_on(day)) {
                let open = day.and_time(rule.start);
                let close = day.and_time(rule.end);
                let close = if close <= open { close + TimeDelta::days(1) } else { close };
                windows.push((open, close, rule.clinic_id));
            }
        }
        windows
    }

    /// Whether the weekly hours cover a visit at a clinic that is open, whatever the grid and absences say.
    #[must_use]
    pub fn works_during(&self, visit: &Interval) -> bool {
        let day = self.local_date(visit.start);
        self.windows(&(day..=day)).iter().any(|(open, close, clinic)| {
            self.stays_within(*open, *close, visit) && self.is_open(*clinic, visit)
        })
    }

    /// Whether the doctor's clock shows a time of the window all through a visit. Where the clock changes meanwhile,
    /// the ends do not tell: it may skip past the end of the window, or go back to before its start.
    fn stays_within(&self, open: NaiveDateTime, close: NaiveDateTime, visit: &Interval) -> bool {
        let local = |at: DateTime<Utc>| at.with_timezone(&self.time_zone).naive_local();
        let (start, end) = (local(visit.start), local(visit.end));
        if end - start == visit.end - visit.start {
            return open <= start && end <= close;
        }
        let minutes = (0..(visit.end - visit.start).num_minutes()).map(TimeDelta::minutes);
        let last = visit.end - TimeDelta::nanoseconds(1);
        minutes
            .map(|minute| visit.start + minute)
            .chain([last])
            .map(local)
            .all(|shown| open <= shown && shown < close)
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

    fn is_open(&self, clinic: ClinicId, visit: &Interval) -> bool {
        !self.closed.iter().any(|(closed, days)| *closed == clinic && days.overlaps(visit))
    }

    fn away(&self, visit: &Interval) -> bool {
        self.time_off.iter().any(|absence| absence.overlaps(visit))
    }
}

fn blocks(visit: &VisitType, during: &Interval) -> Interval {
    Interval {
        start: during.start - TimeDelta::minutes(visit.buffer_before_minutes),
        end: during.end + TimeDelta::minutes(visit.buffer_after_minutes),
    }
}

#[cfg(test)]
#[path = "calendar_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "calendar_dice.rs"]
mod dice;

#[cfg(test)]
#[path = "calendar_model.rs"]
mod model;

#[cfg(test)]
#[path = "calendar_properties.rs"]
mod properties;
