//! When a visit is to start, what kind it is to be, and why the rules do not count, as every request for one says it.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::invalid::Invalid;
use crate::domain::schedules::TypeCode;
use crate::domain::text;
use crate::http::fields::Fields;
use crate::services::appointments::booking::Start;

const REASON_MIN_CHARS: usize = 3;
const REASON_MAX_CHARS: usize = 500;

/// Why the rules of the schedule do not count.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OverrideReason)]
pub struct OverrideBody {
    /// Goes on record; 3 to 500 characters.
    #[schema(example = "Walk-in, the doctor agreed.")]
    reason: String,
}

/// The start: an instant, or the doctor's day and hour.
///
/// # Errors
/// `required`, `invalid_time`.
pub fn start(
    starts_at: Option<DateTime<Utc>>,
    date: Option<NaiveDate>,
    time: Option<&str>,
) -> Result<Start, Invalid> {
    match (starts_at, date, time) {
        (Some(at), None, None) => Ok(Start::At(at)),
        (None, Some(date), Some(time)) => Ok(Start::Local(date, wall_time(time)?)),
        _ => {
            Err(Invalid::new("required", "Give either `starts_at`, or `appointment_date` and `start_time`."))
        }
    }
}

/// `09:00` or `09:00:00`.
///
/// # Errors
/// `invalid_time`.
pub fn wall_time(text: &str) -> Result<NaiveTime, Invalid> {
    NaiveTime::parse_from_str(text, "%H:%M:%S")
        .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M"))
        .map_err(|_| Invalid::new("invalid_time", "Write the hour like 09:00 or 09:00:00."))
}

/// The kind of visit, a consultation unless told.
///
/// # Errors
/// `unknown_appointment_type`.
pub fn type_code(name: Option<&str>) -> Result<TypeCode, Invalid> {
    name.map_or(Ok(TypeCode::default()), TypeCode::parse)
}

/// The reason of an override; none where none was given, or where it was refused.
pub fn read_override(body: Option<&OverrideBody>, fields: &mut Fields) -> Option<String> {
    let reason = text::paragraph(&body?.reason, REASON_MAX_CHARS).and_then(|reason| {
        if reason.chars().count() < REASON_MIN_CHARS {
            return Err(Invalid::new("too_short", "Say in a few words why."));
        }
        Ok(reason)
    });
    fields.read("override.reason", reason)
}
