//! The rules of a doctor's schedule, as they are stored and edited.

use std::fmt::{self, Display};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc, Weekday};
use serde::{Deserialize, Serialize};

use crate::domain::ids::{ClinicId, RuleId, TimeOffId, UserId};
use crate::domain::invalid::Invalid;

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
}

/// A stretch of absence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeOff {
    /// Names it.
    pub id: TimeOffId,
    /// Who is away.
    pub doctor_id: UserId,
    /// First instant away.
    pub starts_at: DateTime<Utc>,
    /// First instant back.
    pub ends_at: DateTime<Utc>,
    /// For colleagues, not for patients.
    pub reason: String,
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
    /// How many may come at once; above one it is a group session.
    pub capacity: u32,
    /// `in_person`, `video` or `phone`.
    pub mode: String,
}
