//! The rules of a doctor's schedule, as they are stored and edited.

use std::fmt::{self, Display};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::domain::ids::{ClinicId, OverrideId, RuleId, TimeOffId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::invalid::Invalid;
use crate::domain::recurrence::Recurrence;

/// Weekly hours, in the doctor's zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeeklyRule {
    /// Names the rule.
    pub id: RuleId,
    /// Whose hours.
    pub doctor_id: UserId,
    /// Where the doctor is then.
    pub clinic_id: ClinicId,
    /// Day of the start.
    pub weekday: Weekday,
    /// Wall-clock start.
    pub start: NaiveTime,
    /// Wall-clock end; at or before `start` it is on the next day.
    pub end: NaiveTime,
    /// First day it holds; open where absent.
    pub valid_from: Option<NaiveDate>,
    /// Last day it holds; open where absent.
    pub valid_until: Option<NaiveDate>,
    /// Moves with every change.
    pub version: i32,
}

impl WeeklyRule {
    /// Whether a window opens on `date`.
    #[must_use]
    pub fn opens_on(&self, date: NaiveDate) -> bool {
        use chrono::Datelike;
        date.weekday() == self.weekday
            && self.valid_from.is_none_or(|from| from <= date)
            && self.valid_until.is_none_or(|until| date <= until)
    }

    /// The hours of each such day.
    #[must_use]
    pub fn window(&self) -> DayWindow {
        DayWindow { clinic_id: self.clinic_id, start: self.start, end: self.end }
    }
}

/// Hours on one date, on the doctor's wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayWindow {
    /// Where the doctor is then.
    pub clinic_id: ClinicId,
    /// Wall-clock start.
    pub start: NaiveTime,
    /// Wall-clock end; at or before `start` it is on the next day.
    pub end: NaiveTime,
}

/// What holds on one date instead of the weekly hours that begin on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayHours {
    /// At which clinics it holds; the weekly hours of others stay. None for all of them.
    pub clinics: Option<Vec<ClinicId>>,
    /// The hours; none where the doctor is not there that day.
    pub windows: Vec<DayWindow>,
}

impl DayHours {
    /// Whether the weekly hours at a clinic give way.
    #[must_use]
    pub fn replace(&self, clinic: ClinicId) -> bool {
        self.clinics.as_ref().is_none_or(|clinics| clinics.contains(&clinic))
    }
}

/// Other hours than the weekly ones on one date, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateOverride {
    /// Names it.
    pub id: OverrideId,
    /// Whose hours.
    pub doctor_id: UserId,
    /// The date that the hours begin on.
    pub date: NaiveDate,
    /// What holds then.
    pub hours: DayHours,
    /// For colleagues, not for patients.
    pub reason: String,
    /// Moves with every change.
    pub version: i32,
}

/// A stretch of absence, perhaps one that comes again.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeOff {
    /// Names it.
    pub id: TimeOffId,
    /// Who is away.
    pub doctor_id: UserId,
    /// First instant away, the first time.
    pub starts_at: DateTime<Utc>,
    /// First instant back, the first time.
    pub ends_at: DateTime<Utc>,
    /// How it comes again, on the doctor's wall clock.
    pub recurrence: Option<Recurrence>,
    /// For colleagues, not for patients.
    pub reason: String,
    /// Moves with every change.
    pub version: i32,
}

impl TimeOff {
    /// The first time.
    #[must_use]
    pub fn first(&self) -> Interval {
        Interval { start: self.starts_at, end: self.ends_at }
    }

    /// The times that share an instant with a stretch.
    #[must_use]
    pub fn within(&self, zone: Tz, wanted: &Interval) -> Vec<Interval> {
        match &self.recurrence {
            Some(recurrence) => recurrence.within(self.first(), zone, wanted),
            None => Some(self.first()).filter(|once| once.overlaps(wanted)).into_iter().collect(),
        }
    }

    /// When it is over for good; none where it never is.
    #[must_use]
    pub fn over_at(&self, zone: Tz) -> Option<DateTime<Utc>> {
        match &self.recurrence {
            Some(recurrence) => recurrence.over_at(self.first(), zone),
            None => Some(self.ends_at),
        }
    }
}

/// The terms of a doctor's schedule as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The zone that days and hours are meant in.
    pub time_zone: Tz,
    /// A visit must be booked this long before it starts.
    pub min_notice_minutes: i32,
    /// A visit cannot be booked further ahead.
    pub max_advance_days: i32,
    /// No more visits begin on one day; none for as many as there is time for.
    pub max_per_day: Option<i32>,
    /// Patients may call off a visit until this long before it.
    pub cancel_cutoff_minutes: i32,
    /// Starts are this far apart where the kind of visit does not say.
    pub slot_grid_minutes: i32,
    /// New visits are certain at once.
    pub auto_confirm: bool,
}

/// A kind of visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TypeCode {
    /// The usual visit.
    #[default]
    Consultation,
    /// A second look.
    FollowUp,
    /// Nothing is wrong yet.
    Checkup,
    /// It cannot wait.
    Emergency,
    /// With a therapist.
    PhysicalTherapy,
    /// Samples.
    LabWork,
    /// Pictures.
    Imaging,
}

impl TypeCode {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Consultation,
        Self::FollowUp,
        Self::Checkup,
        Self::Emergency,
        Self::PhysicalTherapy,
        Self::LabWork,
        Self::Imaging,
    ];

    /// The name that is stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Consultation => "consultation",
            Self::FollowUp => "follow_up",
            Self::Checkup => "checkup",
            Self::Emergency => "emergency",
            Self::PhysicalTherapy => "physical_therapy",
            Self::LabWork => "lab_work",
            Self::Imaging => "imaging",
        }
    }

    /// Reads a name.
    ///
    /// # Errors
    /// `unknown_appointment_type`.
    pub fn parse(name: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|code| code.as_str() == name).ok_or_else(|| {
            Invalid::new(
                "unknown_appointment_type",
                format!("Choose one of {}.", Self::ALL.map(Self::as_str).join(", ")),
            )
        })
    }
}

impl Display for TypeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a visit of one kind takes of a doctor's day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitType {
    /// The kind.
    pub code: TypeCode,
    /// How long the visit is.
    pub duration_minutes: i64,
    /// Kept free before it.
    pub buffer_before_minutes: i64,
    /// Kept free after it.
    pub buffer_after_minutes: i64,
    /// How many patients share it; more than one for a group.
    pub capacity: u32,
    /// Starts are this far apart, from the start of each window; as the schedule says where absent.
    pub grid_minutes: Option<i64>,
    /// `in_person`, `video` or `phone`.
    pub mode: String,
}

/// A kind of visit as a doctor offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedType {
    /// What it takes of the day.
    pub visit: VisitType,
    /// In the currency's minor unit; none where it is not told.
    pub price_minor: Option<i64>,
    /// ISO 4217; none for the doctor's own.
    pub currency: Option<String>,
    /// Moves with every change.
    pub version: i32,
}

impl From<VisitType> for OfferedType {
    fn from(visit: VisitType) -> Self {
        Self { visit, price_minor: None, currency: None, version: 1 }
    }
}
