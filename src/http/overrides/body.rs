//! Hours on single dates, as they are sent and read.

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::ids::ClinicId;
use crate::domain::invalid::Invalid;
use crate::domain::schedules::{DateOverride, DayWindow};
use crate::http::fields::Fields;
use crate::http::given::Given;
use crate::http::problem::Problem;
use crate::services::availability::new_override::{NewOverride, OverrideChange};

/// What holds on one date instead of the weekly hours that begin on it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Override)]
pub struct OverrideBody {
    /// Names it.
    pub id: Uuid,
    /// The doctor's date.
    #[schema(example = "2026-12-24")]
    pub date: NaiveDate,
    /// The doctor is not there, as far as the caller may see.
    pub closed: bool,
    /// The hours; staff see those at their clinics.
    pub windows: Vec<DayWindowBody>,
    /// At which clinics the weekly hours give way; null for all.
    pub clinics: Option<Vec<Uuid>>,
    /// For colleagues; empty where none was given.
    #[schema(example = "Christmas Eve")]
    pub reason: String,
    /// Grows with every change; also the `ETag`.
    #[schema(example = 1)]
    pub version: i32,
}

/// Hours on one date, on the doctor's wall clock.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DayWindow)]
pub struct DayWindowBody {
    /// One of the doctor's clinics.
    pub clinic_id: Uuid,
    /// `09:00` or `09:00:00`.
    #[schema(example = "09:00:00")]
    pub start_time: NaiveTime,
    /// The same; before `start_time` it is on the next day.
    #[schema(example = "12:00:00")]
    pub end_time: NaiveTime,
}

/// What a date shall have instead of its weekly hours.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewOverride)]
pub struct NewOverrideBody {
    /// The doctor's date; not past, and within two years.
    #[schema(example = "2026-12-24")]
    pub date: NaiveDate,
    /// The doctor is not there: no windows.
    #[serde(default)]
    pub closed: bool,
    /// The hours; at least one where the date is not closed, twelve at most.
    #[serde(default)]
    pub windows: Vec<DayWindowBody>,
    /// At which clinics the weekly hours give way; all that the caller acts for where absent.
    #[serde(default)]
    pub clinics: Option<Vec<Uuid>>,
    /// For colleagues, never shown to patients; 500 characters at most.
    #[serde(default)]
    #[schema(example = "Christmas Eve", max_length = 500)]
    pub reason: String,
}

/// What is to be changed; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OverrideChange)]
pub struct OverrideChangeBody {
    /// Another date.
    #[serde(default)]
    #[schema(value_type = NaiveDate, required = false, example = "2026-12-24")]
    pub date: Given<NaiveDate>,
    /// The doctor is not there, which takes the windows away.
    #[serde(default)]
    #[schema(value_type = bool, required = false)]
    pub closed: Given<bool>,
    /// The hours, all of them.
    #[serde(default)]
    #[schema(value_type = Vec<DayWindowBody>, required = false)]
    pub windows: Given<Vec<DayWindowBody>>,
    /// At which clinics the weekly hours give way; null for all that the caller acts for.
    #[serde(default)]
    #[schema(value_type = Option<Vec<Uuid>>)]
    pub clinics: Given<Vec<Uuid>>,
    /// For colleagues; 500 characters at most.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 500)]
    pub reason: Given<String>,
}

impl From<DateOverride> for OverrideBody {
    fn from(date: DateOverride) -> Self {
        let window = |window: &DayWindow| DayWindowBody {
            clinic_id: window.clinic_id.0,
            start_time: window.start,
            end_time: window.end,
        };
        Self {
            id: date.id.0,
            date: date.date,
            closed: date.hours.windows.is_empty(),
            windows: date.hours.windows.iter().map(window).collect(),
            clinics: date.hours.clinics.map(|clinics| clinics.into_iter().map(|clinic| clinic.0).collect()),
            reason: date.reason,
            version: date.version,
        }
    }
}

impl From<NewOverrideBody> for NewOverride {
    fn from(body: NewOverrideBody) -> Self {
        let NewOverrideBody { date, closed, windows, clinics, reason } = body;
        Self { date, closed, windows: read_windows(windows), clinics: clinics.map(read_clinics), reason }
    }
}

impl OverrideChangeBody {
    /// Reads the fields.
    ///
    /// # Errors
    /// 422 with the refused ones.
    pub fn read(self) -> Result<OverrideChange, Problem> {
        let required = || Invalid::new("required", "This field cannot be empty.");
        let mut fields = Fields::default();
        let all = &mut fields;
        let change = OverrideChange {
            date: self.date.read(all, "date", Err(required()), Ok),
            closed: self.closed.read(all, "closed", Err(required()), Ok),
            windows: self.windows.read(all, "windows", Err(required()), |windows| Ok(read_windows(windows))),
            clinics: self.clinics.read(all, "clinics", Ok(None), |clinics| Ok(Some(read_clinics(clinics)))),
            reason: self.reason.read(all, "reason", Ok(String::new()), Ok),
        };
        fields.settle(Some(change))
    }
}

fn read_windows(windows: Vec<DayWindowBody>) -> Vec<DayWindow> {
    let read = |window: DayWindowBody| DayWindow {
        clinic_id: ClinicId(window.clinic_id),
        start: window.start_time,
        end: window.end_time,
    };
    windows.into_iter().map(read).collect()
}

fn read_clinics(clinics: Vec<Uuid>) -> Vec<ClinicId> {
    clinics.into_iter().map(ClinicId).collect()
}
