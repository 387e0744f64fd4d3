//! What is asked for of the waitlist, and how it is read.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::ids::UserId;
use crate::domain::invalid::Invalid;
use crate::domain::text;
use crate::domain::waitlist::{Stretch, Target, TimeOfDay, Times};
use crate::http::fields::Fields;
use crate::http::given::Given;
use crate::http::problem::Problem;
use crate::http::starts::{type_code, wall_time};
use crate::http::versions::etag;
use crate::services::waitlist::join::{EntryChange, NewEntry};
use crate::services::waitlist::view::EntryView;

/// As long as a doctor's may be.
const SPECIALTY_MAX: usize = 100;

/// A place to be taken: for one doctor, or for any of a field.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewWaitlistEntry)]
pub struct JoinBody {
    /// The doctor.
    doctor_id: Option<Uuid>,
    /// Instead of one doctor: the field, as the directory writes it.
    #[schema(example = "Cardiology")]
    specialty: Option<String>,
    /// The first day (the doctor's), or the first instant.
    #[schema(example = "2026-11-24")]
    from: String,
    /// The last day, or the instant before which the visit must start; of the same kind as `from`.
    #[schema(example = "2026-12-04")]
    to: String,
    /// Between which hours of the doctor's clock the visit must start.
    #[schema(example = json!(["09:00", "12:00"]))]
    time_of_day: Option<Vec<String>>,
    /// What kind of visit; `consultation` unless told.
    #[schema(example = "consultation")]
    appointment_type: Option<String>,
    /// Staff say who waits; patients wait themselves, or name a dependant.
    patient_id: Option<Uuid>,
}

/// What is to be changed of a place; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WaitlistEntryChange)]
pub struct ChangeBody {
    /// The first day, or the first instant; with `to`.
    #[schema(example = "2026-11-24")]
    from: Option<String>,
    /// The last day, or the instant before which the visit must start; with `from`.
    #[schema(example = "2026-12-04")]
    to: Option<String>,
    /// Between which hours of the doctor's clock; null for any.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, required = false, example = json!(["09:00", "12:00"]))]
    time_of_day: Given<Vec<String>>,
}

impl JoinBody {
    /// What it asks for.
    pub fn read(&self) -> Result<NewEntry, Problem> {
        let mut fields = Fields::default();
        let target = fields.read("doctor_id", self.target());
        let stretch = fields.read("from", stretch(&self.from, &self.to));
        let time_of_day = match self.time_of_day.as_deref() {
            Some(hours) => fields.read("time_of_day", hours_of(hours)).map(Some),
            None => Some(None),
        };
        let code = fields.read("appointment_type", type_code(self.appointment_type.as_deref()));
        let entry = || {
            Some(NewEntry {
                patient: self.patient_id.map(UserId),
                target: target?,
                appointment_type: code?,
                times: Times { stretch: stretch?, time_of_day: time_of_day? },
            })
        };
        fields.settle(entry())
    }

    /// Who is said to wait.
    pub fn patient_id(&self) -> Option<Uuid> {
        self.patient_id
    }

    fn target(&self) -> Result<Target, Invalid> {
        match (self.doctor_id, self.specialty.as_deref()) {
            (Some(doctor), None) => Ok(Target::Doctor(UserId(doctor))),
            (None, Some(specialty)) => text::line(specialty, SPECIALTY_MAX).map(Target::Specialty),
            _ => Err(Invalid::new("required", "Give either `doctor_id` or `specialty`.")),
        }
    }
}

impl ChangeBody {
    /// What it asks for.
    pub fn read(self) -> Result<EntryChange, Problem> {
        let mut fields = Fields::default();
        let stretch = match (self.from.as_deref(), self.to.as_deref()) {
            (None, None) => Some(None),
            (Some(from), Some(to)) => fields.read("from", stretch(from, to)).map(Some),
            _ => fields.read("from", Err(Invalid::new("required", "Give both `from` and `to`."))),
        };
        let hours = |hours: Vec<String>| hours_of(&hours).map(Some);
        let time_of_day = self.time_of_day.read(&mut fields, "time_of_day", Ok(None), hours);
        fields.settle(stretch.map(|stretch| EntryChange { stretch, time_of_day }))
    }
}

/// Two days, or two instants.
fn stretch(from: &str, to: &str) -> Result<Stretch, Invalid> {
    let days = || Some(Stretch::Days(from.parse::<NaiveDate>().ok()?, to.parse::<NaiveDate>().ok()?));
    let instant = |text: &str| DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc));
    let instants = || Some(Stretch::Instants(instant(from)?, instant(to)?));
    days().or_else(instants).ok_or_else(|| {
        Invalid::new(
            "invalid_stretch",
            "Give two days like 2026-11-24, or two instants like 2026-11-24T08:00:00Z.",
        )
    })
}

fn hours_of(hours: &[String]) -> Result<TimeOfDay, Invalid> {
    match hours {
        [from, to] => TimeOfDay::between(wall_time(from)?, wall_time(to)?),
        _ => Err(Invalid::new("invalid_time", "Give two hours, like [\"09:00\", \"12:00\"].")),
    }
}

/// A place with its `ETag`.
pub fn answer(status: StatusCode, entry: &EntryView) -> HttpResponse {
    HttpResponse::build(status).insert_header(etag(entry.version)).json(entry)
}
