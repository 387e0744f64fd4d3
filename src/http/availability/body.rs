//! Weekly hours, as they are sent and read.

use chrono::{NaiveDate, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::ids::ClinicId;
use crate::domain::invalid::Invalid;
use crate::domain::schedules::WeeklyRule;
use crate::http::fields::Fields;
use crate::http::given::Given;
use crate::http::problem::Problem;
use crate::http::problem_body::FieldError;
use crate::services::availability::hours::{HoursChange, NewHours};

/// Weekly hours, on the doctor's wall clock.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Availability)]
pub struct HoursBody {
    /// Names these hours.
    pub id: Uuid,
    /// Where the doctor is then.
    pub clinic_id: Uuid,
    /// The day they begin on, ISO 8601: Monday is 1, Sunday 7.
    #[schema(minimum = 1, maximum = 7, example = 2)]
    pub weekday: u32,
    /// Their start.
    #[schema(example = "09:00:00")]
    pub start_time: NaiveTime,
    /// Their end; before `start_time` it is on the next day.
    #[schema(example = "12:00:00")]
    pub end_time: NaiveTime,
    /// First day they hold; null for always.
    pub valid_from: Option<NaiveDate>,
    /// Last day they hold; null for ever.
    pub valid_until: Option<NaiveDate>,
    /// Grows with every change; also the `ETag`.
    #[schema(example = 1)]
    pub version: i32,
}

/// Weekly hours to be added, on the doctor's wall clock.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAvailability)]
pub struct NewHoursBody {
    /// One of the doctor's clinics.
    pub clinic_id: Uuid,
    /// The day they begin on, ISO 8601: Monday is 1, Sunday 7.
    #[schema(minimum = 1, maximum = 7, example = 2)]
    pub weekday: u8,
    /// `09:00` or `09:00:00`.
    #[schema(example = "09:00")]
    pub start_time: NaiveTime,
    /// The same; before `start_time` it is on the next day.
    #[schema(example = "12:00")]
    pub end_time: NaiveTime,
    /// First day they hold; always where absent.
    pub valid_from: Option<NaiveDate>,
    /// Last day they hold; for ever where absent.
    pub valid_until: Option<NaiveDate>,
}

/// What is to be changed of weekly hours; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AvailabilityChange)]
pub struct HoursChangeBody {
    /// One of the doctor's clinics.
    #[serde(default)]
    #[schema(value_type = Uuid, required = false)]
    pub clinic_id: Given<Uuid>,
    /// The day they begin on, ISO 8601: Monday is 1, Sunday 7.
    #[serde(default)]
    #[schema(value_type = u8, required = false, minimum = 1, maximum = 7, example = 2)]
    pub weekday: Given<u8>,
    /// `09:00` or `09:00:00`.
    #[serde(default)]
    #[schema(value_type = NaiveTime, required = false, example = "09:00")]
    pub start_time: Given<NaiveTime>,
    /// The same; before `start_time` it is on the next day.
    #[serde(default)]
    #[schema(value_type = NaiveTime, required = false, example = "12:00")]
    pub end_time: Given<NaiveTime>,
    /// First day they hold; null for always.
    #[serde(default)]
    #[schema(value_type = Option<NaiveDate>)]
    pub valid_from: Given<NaiveDate>,
    /// Last day they hold; null for ever.
    #[serde(default)]
    #[schema(value_type = Option<NaiveDate>)]
    pub valid_until: Given<NaiveDate>,
}

impl HoursChangeBody {
    /// Reads the fields.
    ///
    /// # Errors
    /// 422 with the refused ones.
    pub fn read(self) -> Result<HoursChange, Problem> {
        let required = || Invalid::new("required", "This field cannot be empty.");
        let mut fields = Fields::default();
        let all = &mut fields;
        let change = HoursChange {
            clinic_id: self.clinic_id.read(all, "clinic_id", Err(required()), |id| Ok(ClinicId(id))),
            weekday: self.weekday.read(all, "weekday", Err(required()), weekday),
            start: self.start_time.read(all, "start_time", Err(required()), Ok),
            end: self.end_time.read(all, "end_time", Err(required()), Ok),
            valid_from: self.valid_from.read(all, "valid_from", Ok(None), |date| Ok(Some(date))),
            valid_until: self.valid_until.read(all, "valid_until", Ok(None), |date| Ok(Some(date))),
        };
        fields.settle(Some(change))
    }
}

impl From<WeeklyRule> for HoursBody {
    fn from(rule: WeeklyRule) -> Self {
        Self {
            id: rule.id.0,
            clinic_id: rule.clinic_id.0,
            weekday: rule.weekday.number_from_monday(),
            start_time: rule.start,
            end_time: rule.end,
            valid_from: rule.valid_from,
            valid_until: rule.valid_until,
            version: rule.version,
        }
    }
}

impl TryFrom<NewHoursBody> for NewHours {
    type Error = Problem;

    fn try_from(body: NewHoursBody) -> Result<Self, Problem> {
        let refused =
            |invalid: Invalid| Problem::field(FieldError::new("weekday", invalid.code, invalid.message));
        Ok(Self {
            clinic_id: ClinicId(body.clinic_id),
            weekday: weekday(body.weekday).map_err(refused)?,
            start: body.start_time,
            end: body.end_time,
            valid_from: body.valid_from,
            valid_until: body.valid_until,
        })
    }
}

/// ISO 8601: Monday is 1.
fn weekday(number: u8) -> Result<Weekday, Invalid> {
    let weekday = number.checked_sub(1).and_then(|days| Weekday::try_from(days).ok());
    weekday.ok_or_else(|| Invalid::new("invalid_value", "Monday is 1, Sunday is 7."))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(weekday: u8, start: &str) -> Result<NewHours, &'static str> {
        let body = json!({
            "clinic_id": Uuid::nil(), "weekday": weekday, "start_time": start, "end_time": "12:00:00",
        });
        let body: NewHoursBody = serde_json::from_value(body).map_err(|_| "invalid_value")?;
        NewHours::try_from(body).map_err(|problem| problem.code())
    }

    #[test]
    fn times_are_read_with_and_without_seconds_and_written_with() {
        let hours = read(7, "09:00").unwrap();
        assert_eq!(hours, read(7, "09:00:00").unwrap());
        assert_eq!(hours.weekday, Weekday::Sun);
        assert_eq!(serde_json::to_value(hours.start).unwrap(), json!("09:00:00"));
        assert_eq!(read(7, "25:00").unwrap_err(), "invalid_value");
    }

    #[test]
    fn a_week_has_seven_days() {
        assert_eq!(read(1, "09:00").unwrap().weekday, Weekday::Mon);
        for wrong in [0, 8, 255] {
            assert_eq!(read(wrong, "09:00").unwrap_err(), "invalid_value");
        }
    }
}
