//! Slot arithmetic: which times of a doctor can be booked, and why another cannot.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{DateTime, Days, MappedLocalTime, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use crate::domain::busy::{Busy, Hold, Taken, Wanted};
use crate::domain::days;
use crate::domain::ids::{AppointmentId, ClinicId, UserId};
use crate::domain::intervals::Interval;
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
    /// No more visits start on one day of the doctor's.
    pub max_per_day: Option<u32>,
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
        let mut full_days = BTreeMap::new();
        let mut day_is_full =
            |day| *full_days.entry(day).or_insert_with(|| self.day_limit(day, now).is_err());
        let offered = |(start, clinic_id): (DateTime<Utc>, ClinicId)| {
            let day = self.local_date(start);
            let wanted = wanted(visit, start);
            if !days.contains(&day)
                || self.within_horizon(start, now).is_err()
                || self.away(&wanted.visit)
                || day_is_full(day)
            {
                return None;
            }
            let seats_left = self.busy.seats_left(&wanted, now);
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
        let day = self.day_limit(day, now)?;
        Ok(Placement { code, during, blocks, clinic_id, mode: visit.mode.clone(), capacity, seats_left, day })
    }

    /// The limit of a day on which one more visit may start.
    fn day_limit(&self, day: NaiveDate, now: DateTime<Utc>) -> Result<Option<DayLimit>, Refusal> {
        let Some(max) = self.max_per_day else { return Ok(None) };
        let day = days::between(day, day, self.time_zone);
        let started = self.busy.starting_within(day, now).count();
        if started < usize::try_from(max).unwrap_or(usize::MAX) {
            Ok(Some(DayLimit { day, max }))
        } else {
            Err(Refusal::DayFull)
        }
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

    /// Every start that the weekly hours allow on these days at clinics that are open, busy or not, and where.
    fn starts(
        &self,
        visit: &VisitType,
        days: &RangeInclusive<NaiveDate>,
    ) -> BTreeMap<DateTime<Utc>, ClinicId> {
        let duration = TimeDelta::minutes(visit.duration_minutes);
        let mut starts = BTreeMap::new();
        for (open, close, clinic_id) in self.windows(days) {
            let mut local = open;
            while local + duration <= close {
                for start in self.instants(local) {
                    let visit = Interval { start, end: start + duration };
                    if self.stays_within(open, close, &visit) && self.is_open(clinic_id, &visit) {
                        starts.entry(start).or_insert(clinic_id);
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

    /// Where the doctor is at an instant, by the hours; closures and absences are not asked.
    #[must_use]
    pub fn clinic_at(&self, at: DateTime<Utc>) -> Option<ClinicId> {
        let (day, local) = (self.local_date(at), at.with_timezone(&self.time_zone).naive_local());
        let windows = self.windows(&(day..=day)).into_iter();
        windows.filter(|(open, close, _)| *open <= local && local < *close).map(|(.., clinic)| clinic).next()
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
#[path = "calendar_model.rs"]
mod model;

#[cfg(test)]
#[path = "calendar_properties.rs"]
mod properties;
