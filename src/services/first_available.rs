//! Who of several doctors can be booked first.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use crate::domain::calendar::{Calendar, Slot};
use crate::domain::clock::SharedClock;
use crate::domain::doctors::DoctorSearch;
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::moments::Moment;
use crate::domain::openings;
use crate::domain::principals::Principal;
use crate::domain::schedules::TypeCode;
use crate::services::error::ServiceError;
use crate::storage::pool::Database;
use crate::storage::{calendars, directory};

/// How many doctors are looked at, in the order of the directory.
const DOCTORS_MAX: i64 = 200;
/// How many times of each are tried.
const TIMES_EACH: usize = 20;
/// How many times are tried in all.
const TIMES_MAX: usize = 60;
/// How many days may be searched: whatever can be booked ahead.
const DAYS_MAX: i64 = 366;

/// Among whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Among {
    /// These.
    Doctors(Vec<UserId>),
    /// Those of a field, of a clinic, or both.
    Matching {
        /// Exactly this field, without case.
        specialty: Option<String>,
        /// At this clinic.
        clinic: Option<ClinicId>,
    },
}

/// When.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    from: Moment,
    to: Moment,
}

/// A time to be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// The start.
    pub start: DateTime<Utc>,
    /// How much the doctor has to do in that range already: of several who are free at once, the one with the least.
    pub visits: usize,
    /// Who.
    pub doctor: UserId,
}

impl Range {
    /// A range of up to a year.
    ///
    /// # Errors
    /// Invalid: `before_from`, `too_many_days` (`to`).
    pub fn parse(from: Moment, to: Moment) -> Result<Self, ServiceError> {
        let days = to.date().signed_duration_since(from.date()).num_days();
        let backwards = match (from, to) {
            (Moment::At(from), Moment::At(to)) => to <= from,
            _ => days < 0,
        };
        if backwards {
            return Err(ServiceError::field("to", "before_from", "The end cannot be before the start."));
        }
        if days >= DAYS_MAX {
            return Err(ServiceError::field("to", "too_many_days", "Search a year at most."));
        }
        Ok(Self { from, to })
    }

    fn of(self, calendar: &Calendar) -> (Interval, NaiveDate, NaiveDate) {
        let within = self.from.until(self.to, calendar.time_zone);
        let last = calendar.local_date(within.end - TimeDelta::nanoseconds(1));
        (within, calendar.local_date(within.start), last)
    }
}

/// The times to be tried, the first that can be booked first; those at other clinics than the principal's, or than was asked
/// for, left out.
///
/// # Errors
/// Forbidden for doctors; `Storage`.
pub async fn candidates(
    database: &Database,
    clock: &SharedClock,
    principal: &Principal,
    among: &Among,
    range: Range,
    code: TypeCode,
) -> Result<Vec<Candidate>, ServiceError> {
    if !principal.may_book() {
        return Err(ServiceError::Forbidden);
    }
    let now = clock.now();
    let mut connection = database.connection().await?;
    let (doctors, clinic) = match among {
        Among::Doctors(doctors) => (doctors.clone(), None),
        Among::Matching { specialty, clinic } => {
            let search =
                DoctorSearch { specialty: specialty.clone(), clinic: *clinic, ..DoctorSearch::default() };
            let found = directory::search(&mut connection, &search, None, DOCTORS_MAX).await?;
            (found.into_iter().map(|entry| entry.doctor.id).collect(), *clinic)
        }
    };
    let calendars = calendars::load_many(&mut connection, &doctors, now).await?;
    let at_right_clinic = |at: ClinicId| clinic.is_none_or(|clinic| clinic == at) && principal.acts_at(at);
    let mut candidates: Vec<Candidate> = Vec::new();
    for calendar in calendars.values() {
        let (within, first, last) = range.of(calendar);
        let visits = calendar.busy.starting_within(within, now).count();
        let inside = |start: DateTime<Utc>| within.start <= start && start < within.end;
        let times = free_from(calendar, code, first, last, now)
            .filter(|slot| inside(slot.visit.start) && at_right_clinic(slot.clinic_id))
            .take(TIMES_EACH)
            .map(|slot| Candidate { start: slot.visit.start, visits, doctor: calendar.doctor_id });
        candidates.extend(times);
    }
    candidates.sort_unstable();
    candidates.truncate(TIMES_MAX);
    Ok(candidates)
}

/// What is free from one day to another, a week at a time: mostly the first weeks will do.
fn free_from(
    calendar: &Calendar,
    code: TypeCode,
    first: NaiveDate,
    last: NaiveDate,
    now: DateTime<Utc>,
) -> impl Iterator<Item = Slot> {
    let weeks = std::iter::successors(Some(first), |day| day.checked_add_days(Days::new(7)));
    weeks.take_while(move |day| *day <= last).flat_map(move |day| {
        let until = day.checked_add_days(Days::new(6)).unwrap_or(last).min(last);
        openings::free_on(calendar, code, &(day..=until), now)
    })
}
