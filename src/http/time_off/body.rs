//! Absences, as they are sent and read.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::invalid::Invalid;
use crate::domain::recurrence::Recurrence;
use crate::domain::schedules::TimeOff;
use crate::http::fields::Fields;
use crate::http::given::Given;
use crate::http::problem::Problem;
use crate::services::availability::absence::{AbsenceChange, NewAbsence};

/// A stretch of absence.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TimeOff)]
pub struct AbsenceBody {
    /// Names it.
    pub id: Uuid,
    /// First instant away, the first time.
    pub starts_at: DateTime<Utc>,
    /// First instant back, the first time.
    pub ends_at: DateTime<Utc>,
    /// How it comes again on the doctor's wall clock, as RFC 5545 writes it; null for once.
    #[schema(example = "FREQ=WEEKLY;BYDAY=FR;UNTIL=20270101T000000Z")]
    pub recurrence: Option<String>,
    /// For colleagues; empty where none was given.
    #[schema(example = "Conference")]
    pub reason: String,
    /// Grows with every change; also the `ETag`.
    #[schema(example = 1)]
    pub version: i32,
}

/// An absence to be added.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTimeOff)]
pub struct NewAbsenceBody {
    /// First instant away, the first time; within two years.
    pub starts_at: DateTime<Utc>,
    /// First instant back, the first time; two years after the start at most. The absence is not over.
    pub ends_at: DateTime<Utc>,
    /// How it comes again on the doctor's wall clock: `FREQ` (`DAILY` to `YEARLY`), `INTERVAL`, `COUNT` or `UNTIL`,
    /// `BYDAY`, and `BYMONTHDAY`, `BYSETPOS`, `BYMONTH` where they make sense. The first time is one of the rule's own.
    #[serde(default)]
    #[schema(example = "FREQ=WEEKLY;BYDAY=FR;UNTIL=20270101T000000Z")]
    pub recurrence: Option<String>,
    /// For colleagues, never shown to patients; 500 characters at most.
    #[serde(default)]
    #[schema(example = "Conference")]
    pub reason: String,
}

/// What is to be changed of an absence; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TimeOffChange)]
pub struct AbsenceChangeBody {
    /// First instant away, the first time.
    #[serde(default)]
    #[schema(value_type = DateTime<Utc>, required = false)]
    pub starts_at: Given<DateTime<Utc>>,
    /// First instant back, the first time.
    #[serde(default)]
    #[schema(value_type = DateTime<Utc>, required = false)]
    pub ends_at: Given<DateTime<Utc>>,
    /// How it comes again; null for once.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "FREQ=WEEKLY;BYDAY=FR")]
    pub recurrence: Given<String>,
    /// For colleagues; 500 characters at most.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Conference")]
    pub reason: Given<String>,
}

impl From<TimeOff> for AbsenceBody {
    fn from(absence: TimeOff) -> Self {
        Self {
            id: absence.id.0,
            starts_at: absence.starts_at,
            ends_at: absence.ends_at,
            recurrence: absence.recurrence.map(|rule| rule.as_str().to_owned()),
            reason: absence.reason,
            version: absence.version,
        }
    }
}

impl TryFrom<NewAbsenceBody> for NewAbsence {
    type Error = Problem;

    fn try_from(body: NewAbsenceBody) -> Result<Self, Problem> {
        let NewAbsenceBody { starts_at, ends_at, recurrence, reason } = body;
        let mut fields = Fields::default();
        let recurrence = fields.read_if_given("recurrence", recurrence.as_deref(), Recurrence::parse);
        fields.settle(Some(Self { starts_at, ends_at, recurrence, reason }))
    }
}

impl AbsenceChangeBody {
    /// Reads the fields.
    ///
    /// # Errors
    /// 422 with the refused ones.
    pub fn read(self) -> Result<AbsenceChange, Problem> {
        let required = || Invalid::new("required", "This field cannot be empty.");
        let mut fields = Fields::default();
        let all = &mut fields;
        let change = AbsenceChange {
            starts_at: self.starts_at.read(all, "starts_at", Err(required()), Ok),
            ends_at: self.ends_at.read(all, "ends_at", Err(required()), Ok),
            recurrence: self
                .recurrence
                .read(all, "recurrence", Ok(None), |rule| Recurrence::parse(&rule).map(Some)),
            reason: self.reason.read(all, "reason", Ok(String::new()), Ok),
        };
        fields.settle(Some(change))
    }
}
